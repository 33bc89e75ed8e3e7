"""Pictures of figures: comes in a figure, goes out PNG, SVG or PDF as a report needs it, the same bytes each time.

It must not know files or tables. A picture whose letters no font of this machine has is refused, not drawn as boxes.
"""

import re
import struct
import zlib

import numpy as np
import plotly.graph_objects as go

from helpers import browser, describe, fonts, labels, pages

KINDS = ("png", "svg", "pdf")
CENTIMETRES = 17  # between the margins of a page of A4
DOTS = 300  # per inch: what a printer asks for


class PictureError(RuntimeError):
    """No picture can be made here; the message is a sentence that says why and what to do."""


def draw(fig: go.Figure, kind: str) -> bytes:
    """Return `fig` as `png` (17 cm wide at 300 dots an inch), `svg` (17 cm wide, told to screen readers) or `pdf`.

    Raises PictureError where there is no browser, or, for png and pdf, no font for the letters of the figure.
    """
    if kind != "svg" and (missing := fonts.missing(_drawn(fig))):
        raise PictureError(missing)
    wide = fig.layout.width or 940
    pixels = round(CENTIMETRES / 2.54 * DOTS)
    try:
        content = browser.draw(pages.fixed(fig), kind, scale=max(pixels / wide, 1.0) if kind == "png" else 1)
    except browser.BrowserError as error:
        raise PictureError(str(error)) from error
    if kind == "svg":
        return _told(_same_ids(content.decode()), fig).encode()
    if kind == "png":
        return _sized(content)
    # The browser writes today's date into a PDF; as many digits, or the offsets at its end would be wrong.
    return re.sub(rb"(Date \(D:)\d{14}[^)]*", _same_date, content)


def _drawn(fig: go.Figure) -> str:
    """All text that a picture may show; what is only told on hover, or carried along, is in none."""
    told: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in ("meta", "customdata", "hovertext", "template"):
                    look(item)
        elif isinstance(value, str):
            told.append(value)
        elif isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.dtype.kind == "O"):
            for item in value:
                look(item)

    look(fig.to_dict())
    return "\n".join(told)


def _same_date(found: re.Match[bytes]) -> bytes:
    return (found[1] + b"20000101000000Z").ljust(len(found[0]))[: len(found[0])]


def _same_ids(svg: str) -> str:
    """Replace the random six digits that plotly puts into all ids of a drawing, and nowhere else."""
    found = re.search(r'id="(?:top)?defs-([0-9a-f]{6})"', svg)
    if not found:
        return svg
    own = found[1]
    return re.sub(rf"""(id="|url\(['"]?#|href="#|class=")([^"')]*?){own}""", r"\g<1>\g<2>ruznama", svg)


def _told(svg: str, fig: go.Figure) -> str:
    """Give the drawing the width of a page and words for who cannot see it."""
    head = re.match(r'(<svg[^>]*?)\swidth="([\d.]+)"\sheight="([\d.]+)"', svg)
    if head is None:
        return svg
    tall = CENTIMETRES * float(head[3]) / float(head[2])
    words = labels.attribute(describe.alt(fig))
    size = f'width="{CENTIMETRES}cm" height="{tall:.3f}cm" role="img" aria-label="{words}"'
    box = "" if "viewBox" in head[1] or "viewBox" in svg[: svg.index(">")] else f' viewBox="0 0 {head[2]} {head[3]}"'
    return f"{head[1]} {size}{box}{svg[head.end() :]}"


def _sized(png: bytes) -> bytes:
    """Tell the size on paper: an office program takes it for the size of the picture (chunk pHYs)."""
    dots = round(int.from_bytes(png[16:20], "big") / (CENTIMETRES / 100))
    body = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]  # after IHDR, before the pixels
