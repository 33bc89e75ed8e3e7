"""Files for a report: comes in a figure or a table, goes out HTML, PNG, SVG, PDF, CSV, XLSX, DOCX and a side file that
says where it came from. It must not count or draw: what is written is what the figure carries.
"""

import csv
import hashlib
import io
import json
import os
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from helpers import blocks, figures, files, gexf, labels, pages, pictures, sheets, word
from helpers.corpus import Corpus

FIGURE_FORMATS = ("html", "png", "svg", "pdf", "csv", "xlsx", "json")
TABLE_FORMATS = ("csv", "xlsx", "docx", "html")
_KNOWN = ("choice", "generation", "version", "left_out", "day", "sources")  # what a side file says


def save_figure(
    fig: go.Figure, name: str, folder: str | os.PathLike | None = None, formats: tuple[str, ...] = FIGURE_FORMATS
) -> list[Path]:
    """Write a figure of this suite as files `name.<format>` and return their paths, in the order of `formats`.

    `html` is self-contained and asks for nothing; `png` (17 cm at 300 dots an inch), `svg` and `pdf` need Chrome or
    Chromium and a font for their letters; `csv` and `xlsx` are the table that was drawn; `json` says where it came
    from. What cannot be made is told in one warning, and the rest is written. `folder` is RUZNAMA_OUT, else `exports`.
    A file is replaced when the new one is whole. The same figure gives the same bytes. Raises ValueError for an unknown
    format or a figure without a table, OSError with the file and the remedy when none of the files can be written.
    """
    check(formats, FIGURE_FORMATS)
    table, lang = figures.table_of(fig), (fig.layout.meta or {}).get("lang", "en")
    stem, target = files.file_name(name), files.folder(folder)
    hashes: dict[str, str] = {}
    makers: dict[str, Callable[[], bytes]] = {
        "html": lambda: pages.figure_html(fig, stem).encode(),
        "csv": lambda: table_csv(table).encode("utf-8-sig"),
        "xlsx": lambda: sheets.xlsx(table, lang, told(table)),
        "json": lambda: _side_file(fig, table, stem, hashes),
    } | {kind: lambda kind=kind: pictures.draw(fig, kind) for kind in pictures.KINDS}
    # The side file comes last, because it holds the hashes of the others.
    order = sorted(formats, key=lambda kind: kind == "json")
    written = write_all(target, stem, {kind: makers[kind] for kind in order}, hashes)
    return [written[kind] for kind in formats if kind in written]


def save_table(
    table: pd.DataFrame,
    name: str,
    folder: str | os.PathLike | None = None,
    formats: tuple[str, ...] = TABLE_FORMATS,
    lang: str = "en",
) -> list[Path]:
    """Write a table as `name.csv` (UTF-8 with BOM), `.xlsx`, `.docx` and `.html`: right-to-left, nothing in them live.

    Spreadsheets keep the names of the columns; pages for readers have the words of `lang` where there are any. DOCX
    holds the first 1,000 rows and says how many more there are. Folder, errors and the way of writing as in
    `save_figure`.
    """
    check(formats, TABLE_FORMATS)
    stem, target = files.file_name(name), files.folder(folder)
    makers = {
        "csv": lambda: table_csv(table).encode("utf-8-sig"),
        "xlsx": lambda: sheets.xlsx(table, lang, told(table)),
        "docx": lambda: word.docx_of(_document(table, name, lang)),
        "html": lambda: pages.table_html(table, stem, lang).encode(),
    }
    written = write_all(target, stem, {kind: makers[kind] for kind in formats})
    return [written[kind] for kind in formats if kind in written]


def write_all(
    target: Path, stem: str, makers: dict[str, Callable[[], bytes]], hashes: dict[str, str] | None = None
) -> dict[str, Path]:
    """Make and write each format, whatever happens to the others; return the path of each that is there.

    One warning names what is missing, by reason. `hashes` is filled with the SHA-256 of each file. Raises OSError when
    every format failed for want of a place to write.
    """
    written: dict[str, Path] = {}
    missed: dict[str, list[str]] = {}
    unwritable: OSError | None = None
    for kind, make in makers.items():
        try:
            content = make()
            written[kind] = files.write(target / f"{stem}.{kind}", content)
        except pictures.PictureError as error:
            missed.setdefault(str(error), []).append(f"{stem}.{kind}")
        except OSError as error:
            unwritable = error
            missed.setdefault(str(error), []).append(f"{stem}.{kind}")
        else:
            if hashes is not None:
                hashes[f"{stem}.{kind}"] = hashlib.sha256(content).hexdigest()
    if unwritable is not None and not written:
        raise unwritable
    for reason, names in missed.items():
        warnings.warn(f"Not written: {', '.join(names)}; {reason}", stacklevel=3)
    return written


def _document(table: pd.DataFrame, name: str, lang: str) -> blocks.Report:
    known = table.attrs.get("provenance", {})
    line = labels.message("from_generation", lang, generation=known["generation"]) if "generation" in known else ""
    grid = blocks.Grid(table, "", labels.headings(table.columns, lang))
    return blocks.Report(labels.clean(name), line, lang, (grid,))


def told(table: pd.DataFrame) -> dict[str, object]:
    """Return where a table comes from, for the second sheet of a spreadsheet."""
    known = table.attrs.get("provenance", {})
    words = {key: known.get(key) for key in _KNOWN if known.get(key) not in (None, [], {})}
    return {"rows": len(table)} | {
        key: json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict | list) else value
        for key, value in words.items()
    }


def save_network(pairs: pd.DataFrame, name: str, folder: str | os.PathLike | None = None) -> Path:
    """Write a table of pairs as `name.gexf`, a network that Gephi opens, and return the path.

    `pairs` as `cooccurrence` returns it, or as `cooccurrence_over_time` does: then edges come and go with the periods
    in Gephi's timeline. Nodes have type and names in each language, edges the measures; labels are the names as they
    are. Folder and OSError as in `save_figure`; ValueError for a table without the columns of pairs.
    """
    figures.need(pairs, "a b name_a name_b type_a type_b n_records", "save_network", "rz.cooccurrence(corpus)")
    return files.write(files.folder(folder) / f"{files.file_name(name)}.gexf", gexf.network(pairs))


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
    return files.write(Path(path), out.getvalue().encode("utf-8"))


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


def _side_file(fig: go.Figure, table: pd.DataFrame, stem: str, hashes: dict[str, str]) -> bytes:
    known = figures.provenance_of(fig)
    words = {
        "name": stem,
        **{key: known.get(key) for key in _KNOWN},
        **({"accuracy": known["accuracy"]} if "accuracy" in known else {}),
        "table": {"rows": len(table), "columns": [str(column) for column in table.columns]},
        "sha256": hashes,
    }
    return (json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def check(formats: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Raise ValueError for a format that is none, before anything is made."""
    if isinstance(formats, str):
        raise ValueError(f'formats is a tuple, as in formats=("{formats}",).')
    unknown = [kind for kind in formats if kind not in known]
    if unknown:
        raise ValueError(f"{', '.join(map(str, unknown))} is no format here: choose among {', '.join(known)}.")
