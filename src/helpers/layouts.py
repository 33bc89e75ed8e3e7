"""Where the nodes of a network stand: comes in edges by position and the size of each label, goes out pixels.

The same edges give the same picture: nothing is drawn by lot. It must not know names, colours or plotly.
"""

import numpy as np

# All distances take 16 n² bytes a step; above this many nodes each is repelled by a fixed sample of the others.
_ALL_PAIRS = 600
_SAMPLE = 300


def place(
    n: int, i: np.ndarray, j: np.ndarray, weight: np.ndarray, half: np.ndarray, width: float
) -> tuple[np.ndarray, float]:
    """Return pixel positions (n × 2) inside `width` × height, and that height.

    `i j weight` are the edges; `half` (n × 2) is half the box that each node and its label need, zero for one without a
    label. No two boxes overlap: the picture grows in height until they do not.
    """
    needed = 4 * half.prod(axis=1).sum()
    height = float(np.clip(2.6 * needed / width, 420, 1500))
    room = np.array([width, height])
    xy = _forces(n, i, j, weight)
    low, high = xy.min(axis=0), xy.max(axis=0)
    xy = (xy - low) / np.where(high > low, high - low, 1) if n > 1 else np.full((1, 2), 0.5)
    edge = np.maximum(half.max(axis=0, initial=12.0), 12)
    xy = edge + xy * np.maximum(room - 2 * edge, 1)
    labelled = half[:, 0] > 0
    xy[labelled] = _apart(xy[labelled], half[labelled], width)
    top = (xy[:, 1] - half[:, 1]).min()
    xy[:, 1] -= top
    return xy, float(max((xy[:, 1] + half[:, 1]).max() + 8, 200))


def _forces(n: int, i: np.ndarray, j: np.ndarray, weight: np.ndarray, steps: int = 120) -> np.ndarray:
    """Return positions where linked nodes are near: springs, mutual repulsion, and a pull to the middle that keeps
    unconnected groups on the page (Fruchterman and Reingold 1991, with gravity)."""
    degree = np.zeros(n)
    np.add.at(degree, i, 1)
    np.add.at(degree, j, 1)
    # Start on a sunflower spiral, the best connected in the middle; equal degrees keep the order of the input.
    rank = np.empty(n)
    rank[np.argsort(-degree, kind="stable")] = np.arange(n)
    radius, angle = np.sqrt((rank + 0.5) / n), rank * np.pi * (3 - np.sqrt(5))
    xy = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    if n < 3:
        return xy
    # A document with 30 names is a clique of 435 lines: a spring is shared out, or it all becomes one knot.
    pull = np.log1p(weight) / np.sqrt(degree[i] * degree[j])
    k = np.sqrt(np.pi / n)
    for step in range(steps):
        move = _repulsion(xy, k, step) - 1.2 * xy * k
        gap = xy[i] - xy[j]
        spring = gap * (np.linalg.norm(gap, axis=1, keepdims=True) / k * pull[:, None]) * 2.5
        np.add.at(move, i, -spring)
        np.add.at(move, j, spring)
        length = np.linalg.norm(move, axis=1, keepdims=True)
        heat = 0.25 * (1 - step / steps)
        xy = xy + move / np.maximum(length, 1e-9) * np.minimum(length, heat)
    return xy


def _repulsion(xy: np.ndarray, k: float, step: int) -> np.ndarray:
    n = len(xy)
    others = np.arange(n) if n <= _ALL_PAIRS else (np.arange(_SAMPLE) * (n // _SAMPLE) + step * 7) % n
    gap = xy[:, None, :] - xy[None, others, :]
    squared = np.maximum((gap**2).sum(axis=2), 1e-4)
    return np.einsum("ijk,ij->ik", gap, k * k / squared) * (n / len(others))


def _apart(xy: np.ndarray, half: np.ndarray, width: float, rounds: int = 600) -> np.ndarray:
    """Push overlapping boxes apart, each pair along the axis on which it takes less, until none overlap."""
    xy, n = xy.copy(), len(xy)
    need = half[:, None, :] + half[None, :, :] + np.array([4.0, 3.0])
    upper = np.triu(np.ones((n, n), dtype=bool), 1)
    for turn in range(rounds):
        gap = xy[:, None, :] - xy[None, :, :]
        over = need - np.abs(gap)
        hit = upper & (over > 0.5).all(axis=2)
        if not hit.any():
            break
        a, b = np.nonzero(hit)
        # Sideways costs more as the rounds go by: the page has a width, but may grow downwards.
        sideways = over[a, b, 0] * (0.8 + 3 * turn / rounds) < over[a, b, 1]
        axis = np.where(sideways, 0, 1)
        sign = np.where(gap[a, b, axis] == 0, np.where((a + b) % 2 == 0, 1, -1), np.sign(gap[a, b, axis]))
        push = np.zeros_like(xy)
        np.add.at(push, (a, axis), sign * over[a, b, axis] * 0.5)
        np.add.at(push, (b, axis), -sign * over[a, b, axis] * 0.5)
        xy += np.clip(push, -40, 40) * 0.9
        xy[:, 0] = np.clip(xy[:, 0], half[:, 0], np.maximum(width - half[:, 0], half[:, 0]))
    return xy
