"""Files for a report: comes in a figure or a table, goes out HTML, PNG, SVG, PDF, CSV and a side file that says where
it came from. It must not count or draw: what is written is what the figure carries.
"""

import csv
import hashlib
import html
import io
import json
import os
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from helpers import browser, figures, gexf, labels, ticks
from helpers.corpus import Corpus

FIGURE_FORMATS = ("html", "png", "svg", "pdf", "csv", "json")
TABLE_FORMATS = ("csv", "html")
_IMAGES = ("png", "svg", "pdf")

# Nothing may be fetched: a `<span style="background:url(…)">` in a document would tell its publisher who reads it.
_POLICY = "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:"
_PAGE = """<!DOCTYPE html>
<html lang="{lang}" dir="{dir}">
<head><meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 0; padding: 8px; background: white; font-family: {font} }}</style>
</head>
<body>
{body}
</body>
</html>
"""


def save_figure(
    fig: go.Figure, name: str, folder: str | os.PathLike | None = None, formats: tuple[str, ...] = FIGURE_FORMATS
) -> list[Path]:
    """Write a figure of this suite as files `name.<format>` and return their paths, in the order of `formats`.

    `html` is self-contained and asks for nothing; `png` (2× pixels), `svg` and `pdf` need Chrome or Chromium, without
    which a warning says so and the rest is written; `csv` is the table that was drawn; `json` says where it came from.
    `folder` is RUZNAMA_OUT, else `exports`. A file is replaced when the new one is whole. The same figure gives the
    same bytes. Raises ValueError for an unknown format or a figure without a table, OSError with the
    file and the remedy when it cannot be written.
    """
    _check(formats, FIGURE_FORMATS)
    table = figures.table_of(fig)
    stem, target = file_name(name), _folder(folder)
    makers: dict[str, Callable[[], bytes]] = {
        "html": lambda: figure_html(fig, stem).encode(),
        "csv": lambda: table_csv(table).encode("utf-8-sig"),
    } | {kind: lambda kind=kind: _image(fig, kind, stem) for kind in _IMAGES}
    written: dict[str, Path] = {}
    hashes: dict[str, str] = {}
    missed: dict[str, list[str]] = {}
    for kind in [kind for kind in formats if kind != "json"]:
        try:
            content = makers[kind]()
        except browser.BrowserError as error:
            missed.setdefault(str(error), []).append(f"{stem}.{kind}")
            continue
        written[kind] = _write(target / f"{stem}.{kind}", content)
        hashes[f"{stem}.{kind}"] = hashlib.sha256(content).hexdigest()
    if "json" in formats:
        written["json"] = _write(target / f"{stem}.json", _side_file(fig, table, stem, hashes))
    for reason, files in missed.items():
        warnings.warn(f"Not written: {', '.join(files)}; {reason}", stacklevel=2)
    return [written[kind] for kind in formats if kind in written]


def save_table(
    table: pd.DataFrame,
    name: str,
    folder: str | os.PathLike | None = None,
    formats: tuple[str, ...] = TABLE_FORMATS,
    lang: str = "en",
) -> list[Path]:
    """Write a table as `name.csv` (UTF-8 with BOM, no live formula) and `name.html` (right-to-left, no live markup).

    Folder, errors and the way of writing as in `save_figure`.
    """
    _check(formats, TABLE_FORMATS)
    stem, target = file_name(name), _folder(folder)
    makers = {
        "csv": lambda: table_csv(table).encode("utf-8-sig"),
        "html": lambda: _page(labels.html_table(table, lang), stem, lang, "'none'").encode(),
    }
    return [_write(target / f"{stem}.{kind}", makers[kind]()) for kind in formats]


def save_network(pairs: pd.DataFrame, name: str, folder: str | os.PathLike | None = None) -> Path:
    """Write a table of pairs as `name.gexf`, a network that Gephi opens, and return the path.

    `pairs` as `cooccurrence` returns it, or as `cooccurrence_over_time` does: then edges come and go with the periods
    in Gephi's timeline. Nodes have type and names in each language, edges the measures; labels are the names as they
    are. Folder and OSError as in `save_figure`; ValueError for a table without the columns of pairs.
    """
    figures.need(pairs, "a b name_a name_b type_a type_b n_records", "save_network", "rz.cooccurrence(corpus)")
    return _write(_folder(folder) / f"{file_name(name)}.gexf", gexf.network(pairs))


def save_registry(corpus: Corpus, path: str | os.PathLike) -> Path:
    """Write all actors of a corpus, merges and new names included, in the format of actors.csv, and return the path.

    `actor_id type lang name`, the display name of an id first; what was found in texts stands beside what was told.
    Used as `data/actors.csv` it makes what is decided now a part of the registry. OSError as in `save_figure`.
    """
    order = corpus.names.merge(corpus.actors[["actor_id", "name"]].rename(columns={"name": "shown"}), on="actor_id")
    first = order.drop_duplicates("actor_id")
    renamed = first[~first["actor_id"].isin(order.loc[order["name"] == order["shown"], "actor_id"])]
    rows = pd.concat([renamed.assign(name=renamed["shown"]), order], ignore_index=True)
    rows["later"] = rows["name"] != rows["shown"]
    rows = rows.sort_values(["actor_id", "later"], kind="stable")[["actor_id", "type", "lang", "name"]]
    out = io.StringIO()
    # Names as they are: this file is read by programs, and a name may begin with a hyphen.
    csv.writer(out, lineterminator="\n").writerows([list(rows), *rows.itertuples(index=False, name=None)])
    return _write(Path(path), out.getvalue().encode("utf-8"))


def figure_html(fig: go.Figure, name: str = "figure") -> str:
    """Return one self-contained page: plotly.js inside, nothing fetched, the same bytes for the same figure."""
    scale = figures.day_scale(fig)
    body = fixed(fig).to_html(
        full_html=False,
        include_plotlyjs=True,
        include_mathjax=False,
        div_id="ruznama-" + hashlib.sha256(name.encode()).hexdigest()[:12],
        config={"displaylogo": False, "showSendToCloud": False, "responsive": fig.layout.width is None},
        default_height=f"{fig.layout.height or 450}px",
        post_script=_ticks_script(scale) if scale else None,
    )
    # plotly.js makes its WebGL code at run time, and without this shows «WebGL is not supported» in its place.
    webgl = any(trace.type.endswith("gl") for trace in fig.data)
    scripts = "'unsafe-inline' 'unsafe-eval'" if webgl else "'unsafe-inline'"
    return _page(body, name, (fig.layout.meta or {}).get("lang", "en"), scripts)


def _ticks_script(scale: dict) -> str:
    """The lines that keep the ticks of an axis of days right when the page is zoomed; they ask for nothing."""
    # Inside a script only `<` could end it; written this way it is the same letter to JSON.
    data = json.dumps(scale, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{ticks.script()}\nruznamaKeepTicks(document.getElementById('{{plot_id}}'), {data});"


def fixed(fig: go.Figure) -> go.Figure:
    """Return a copy whose traces have ids of their own: plotly makes random ones, and no two exports would be equal."""
    copy = go.Figure(fig)
    for position, trace in enumerate(copy.data):
        trace.uid = f"t{position}"
    return copy


def _page(body: str, title: str, lang: str, scripts: str) -> str:
    words = {"lang": html.escape(lang), "dir": "ltr", "font": figures.FONT, "title": html.escape(title)}
    words["policy"] = _POLICY.format(scripts=scripts)
    return _PAGE.format(body=body, **words)


def table_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV in which no cell is a formula for a spreadsheet; missing is empty, a day YYYY-MM-DD."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([csv_cell(str(column)) for column in table.columns])
    columns = [[csv_cell(value) for value in table.iloc[:, position]] for position in range(table.shape[1])]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


# A spreadsheet skips a BOM, a direction mark or a space and then reads `=`, also in its full-width form.
_FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\xa0]*[=+\-@＝＋－﹣−＠\t\r\n\x00]")


def csv_cell(value: object) -> object:
    """Return one value for CSV: numbers as they are; text that a spreadsheet would run gets an apostrophe in front."""
    if isinstance(value, bool) or not (pd.api.types.is_number(value) and not isinstance(value, complex)):
        text = labels.raw(labels.cell(value))
        return "'" + text if _FORMULA.match(text) or (text[:1] in "\t\r\n" and text) else text
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _image(fig: go.Figure, kind: str, stem: str) -> bytes:
    content = browser.draw(fixed(fig), kind)
    if kind == "svg":
        return _same_ids(content.decode()).encode()
    # The browser writes today's date into a PDF; as many digits, or the offsets at its end would be wrong.
    return re.sub(rb"(Date \(D:)\d{14}[^)]*", _same_date, content) if kind == "pdf" else content


def _same_date(found: re.Match[bytes]) -> bytes:
    return (found[1] + b"20000101000000Z").ljust(len(found[0]))[: len(found[0])]


def _same_ids(svg: str) -> str:
    """Replace the random six digits that plotly puts into all ids of a drawing, and nowhere else."""
    found = re.search(r'id="(?:top)?defs-([0-9a-f]{6})"', svg)
    if not found:
        return svg
    own = found[1]
    return re.sub(rf"""(id="|url\(['"]?#|href="#|class=")([^"')]*?){own}""", r"\g<1>\g<2>ruznama", svg)


def _side_file(fig: go.Figure, table: pd.DataFrame, stem: str, hashes: dict[str, str]) -> bytes:
    known = figures.provenance_of(fig)
    words = {
        "name": stem,
        **{key: known.get(key) for key in ("choice", "generation", "version", "left_out", "day", "sources")},
        **({"accuracy": known["accuracy"]} if "accuracy" in known else {}),
        "table": {"rows": len(table), "columns": [str(column) for column in table.columns]},
        "sha256": hashes,
    }
    return (json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def file_name(name: str) -> str:
    """Return a name that is one file in one folder on every system; Persian letters stay."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", labels.clean(name).replace("␀", "")).strip(" ._")
    while len(name.encode()) > 200:  # most file systems hold 255 bytes, and a Persian letter takes two
        name = name[:-1]
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", name.split(".")[0]):
        name = f"_{name}"
    return name or "figure"


def _folder(folder: str | os.PathLike | None) -> Path:
    path = Path(folder if folder is not None else os.environ.get("RUZNAMA_OUT") or "exports")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"The folder {path} cannot be made ({error.strerror}): choose another folder.") from error
    return path


def _check(formats: tuple[str, ...], known: tuple[str, ...]) -> None:
    if isinstance(formats, str):
        raise ValueError(f'formats is a tuple, as in formats=("{formats}",).')
    unknown = [kind for kind in formats if kind not in known]
    if unknown:
        raise ValueError(f"{', '.join(map(str, unknown))} is no format here: choose among {', '.join(known)}.")


def _write(path: Path, content: bytes) -> Path:
    """Write beside, then rename: whoever looks sees the old file or the new one, never a half."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".ruznama-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        remedy = "free some space" if error.errno == 28 else "choose another folder or allow writing there"
        raise OSError(
            f"{path} cannot be written ({error.strerror}): {remedy}. An older file stays as it is."
        ) from error
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
