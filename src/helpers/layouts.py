"""Where the nodes of a network stand: comes in edges by position and the size of each label, goes out pixels.

The same edges give the same picture: nothing is drawn by lot. It must not know names, colours or plotly.
"""

import numpy as np

# Above this many nodes each is repelled by every second (third, …) of the others, by other ones at the next step.
_ALL_PAIRS = 250
_MARKER = 9.0  # pixels: half of a node without a label


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
    xy[~labelled] = _beside(xy[~labelled], xy[labelled], half[labelled], width)
    tall = np.where(labelled, half[:, 1], _MARKER)
    xy[:, 1] -= (xy[:, 1] - tall).min()
    return xy, float(max((xy[:, 1] + tall).max() + 8, 200))


def _forces(n: int, i: np.ndarray, j: np.ndarray, weight: np.ndarray) -> np.ndarray:
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
    ends, signed = np.concatenate([i, j]), np.concatenate([-pull, pull]) * 2.5 / k
    push = _Repulsion(n, k)
    steps = 120 if n <= _ALL_PAIRS else 80
    for step in range(steps):
        move = push(xy, step) - 1.2 * xy * k
        gap = xy[i] - xy[j]
        spring = np.tile(gap * np.hypot(gap[:, 0], gap[:, 1])[:, None], (2, 1)) * signed[:, None]
        move += np.column_stack([np.bincount(ends, spring[:, axis], minlength=n) for axis in (0, 1)])
        length = np.hypot(move[:, 0], move[:, 1])[:, None]
        heat = 0.25 * (1 - step / steps)
        xy = xy + move / np.maximum(length, 1e-9) * np.minimum(length, heat)
    return xy


class _Repulsion:
    """Pushes every node away from every other, or from a part of them; what is n × n is made only once."""

    def __init__(self, n: int, k: float):
        self.strength, self.every = k * k, -(-n // _ALL_PAIRS)
        self.share, self.across = np.empty((2, n, -(-n // self.every)))

    def __call__(self, xy: np.ndarray, step: int) -> np.ndarray:
        others = xy[step % self.every :: self.every]
        share, across = self.share[:, : len(others)], self.across[:, : len(others)]
        np.subtract(xy[:, 0, None], others[None, :, 0], out=share)
        np.subtract(xy[:, 1, None], others[None, :, 1], out=across)
        np.multiply(share, share, out=share)
        np.multiply(across, across, out=across)
        share += across
        np.maximum(share, 1e-4, out=share)
        np.divide(self.strength * len(xy) / len(others), share, out=share)
        # The sum of share · (own − other), without a third array of this size for each axis.
        return xy * share.sum(axis=1)[:, None] - share @ others


def _apart(xy: np.ndarray, half: np.ndarray, width: float, rounds: int = 200) -> np.ndarray:
    """Push overlapping boxes apart, each pair along the axis on which it takes less, until none overlap."""
    xy, n = xy.copy(), len(xy)
    need = [half[:, None, axis] + half[None, :, axis] + room for axis, room in enumerate((4.0, 3.0))]
    for axis in (0, 1):
        need[axis][np.tril_indices(n)] = 0  # each pair once
    for turn in range(rounds):
        over = [need[axis] - np.abs(xy[:, None, axis] - xy[None, :, axis]) for axis in (0, 1)]
        hit = np.flatnonzero(np.minimum(*over).ravel() > 0.5)
        if not len(hit):
            break
        a, b = np.divmod(hit, n)
        wide, tall = (each.ravel()[hit] for each in over)
        # Sideways costs more as the rounds go by: the page has a width, but may grow downwards.
        sideways = wide * (0.4 + 2 * turn / rounds) < tall
        gap = np.where(sideways, xy[a, 0] - xy[b, 0], xy[a, 1] - xy[b, 1])
        sign = np.where(gap == 0, np.where((a + b) % 2 == 0, 1, -1), np.sign(gap))
        push = sign * np.where(sideways, wide, tall) * 0.5
        for axis, chosen in enumerate((sideways, ~sideways)):
            moved = push * chosen
            total = np.bincount(a, moved, minlength=n) - np.bincount(b, moved, minlength=n)
            xy[:, axis] += np.clip(total, -40, 40) * 0.9
        xy[:, 0] = np.clip(xy[:, 0], half[:, 0], np.maximum(width - half[:, 0], half[:, 0]))
    return _settled(xy, half)


def _settled(xy: np.ndarray, half: np.ndarray) -> np.ndarray:
    """From the top down, each box that still lies on one above it goes below that one."""
    order = np.argsort(xy[:, 1] - half[:, 1], kind="stable")
    for place, own in enumerate(order):
        above = order[:place]
        beside = above[np.abs(xy[above, 0] - xy[own, 0]) < half[above, 0] + half[own, 0] + 3]
        room = half[beside, 1] + half[own, 1] + 2
        while (hit := np.abs(xy[beside, 1] - xy[own, 1]) < room - 0.5).any():
            xy[own, 1] = (xy[beside, 1] + room)[hit].max()
    return xy


def _beside(xy: np.ndarray, boxes: np.ndarray, half: np.ndarray, width: float, rounds: int = 4) -> np.ndarray:
    """Move nodes without a label off the labels, over the nearest edge; where labels lie close, some stay."""
    xy = xy.copy()
    if not len(boxes):
        return xy
    for _ in range(rounds):
        gap = xy[:, None, :] - boxes[None, :, :]
        over = half[None, :, :] + _MARKER - np.abs(gap)
        depth = over.min(axis=2)
        box = depth.argmax(axis=1)
        rows = np.flatnonzero(depth[np.arange(len(xy)), box] > 0.5)
        if not len(rows):
            break
        axis = over[rows, box[rows]].argmin(axis=1)
        side = np.where(gap[rows, box[rows], axis] < 0, -1.0, 1.0)
        xy[rows, axis] += side * over[rows, box[rows], axis]
        xy[:, 0] = np.clip(xy[:, 0], _MARKER, width - _MARKER)
    return xy
