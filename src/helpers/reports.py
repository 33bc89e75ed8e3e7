"""The report: a Corpus comes in, one Word file, one page and a summary of one page each go out.

What it holds is said in `report_parts`, how it looks in `word` and `pages`; it knows only their order and the failures.
"""

import os
import warnings
from pathlib import Path

from helpers import blocks, export, files, labels, pages, pictures, report_parts, word
from helpers.corpus import Corpus

FORMATS = ("docx", "html")


def report(
    corpus: Corpus,
    name: str = "report",
    folder: str | os.PathLike | None = None,
    lang: str = "en",
    formats: tuple[str, ...] = FORMATS,
) -> list[Path]:
    """Write a report on a corpus as `name.docx` and `name.html`, and its first page as `name_summary.docx`, `.html`.

    A page of summary, contents, then what happened, who with whom, who is named, which days are told, what was read and
    how to read it: charts with captions and words for who cannot see them, tables, and the sentences behind their rows
    as Word's endnotes (footnotes in the summary; in the page, linked notes). `lang`: en, fa, prs or ar, for words,
    digits, calendar and direction.
    Unchanged data give the same bytes. Without a browser or a font the Word file has a sentence in the place of each
    picture; what cannot be made is told in one warning. Folder, ValueError and OSError as in `save_figure`.
    """
    export.check(formats, FORMATS)
    if lang not in labels.LANGUAGES:
        raise ValueError(f"lang={lang!r}: a report is written in {', '.join(labels.LANGUAGES)}.")
    stem, target = files.file_name(name), files.folder(folder)
    # Below the pages of a whole report the sentences of its tables would take more room than the tables.
    whole = _bound(corpus, lang, report_parts.parts(corpus, lang), blocks.END)
    short = _bound(corpus, lang, report_parts.summary(corpus, lang), blocks.PAGE)
    written, missed = [], []
    for made, own in ((whole, stem), (short, f"{stem}_summary")):
        makers = {"docx": lambda made=made: _docx(made), "html": lambda made=made: pages.report_html(made).encode()}
        try:
            found = export.write_all(target, own, {kind: makers[kind] for kind in formats})
        except OSError as error:  # of the whole report; on a full disk its summary may still have room
            missed.append(error)
            continue
        written += [found[kind] for kind in formats if kind in found]
    if missed and not written:
        raise missed[0]
    for error in missed:
        warnings.warn(f"Not written: {error}", stacklevel=2)
    return written


def _bound(corpus: Corpus, lang: str, made: list[blocks.Block], at: str) -> blocks.Report:
    day = "" if corpus.day is None else report_parts.period_label(corpus.day, corpus.day, lang)
    key = "report_subtitle" if day else "report_subtitle_undated"
    line = labels.message(key, lang, **({"day": day} if day else {}), generation=corpus.generation)
    title = labels.message("report_title", lang, n=len(corpus.documents))
    return blocks.Report(title, line, lang, tuple(made), labels.message("report_notes", lang), at)


def _docx(made: blocks.Report) -> bytes:
    """Draw all pictures by one browser, then bind them; a picture that cannot be drawn is a sentence in its place."""
    drawn: dict[str, bytes] = {}
    missed: dict[str, list[str]] = {}
    for chart in (block for block in made.blocks if isinstance(block, blocks.Chart)):
        try:
            drawn[chart.key] = pictures.draw(chart.figure, "png")
        except pictures.PictureError as error:
            missed.setdefault(str(error), []).append(chart.key)
    for reason, keys in missed.items():
        warnings.warn(f"Not drawn in the Word file: {', '.join(keys)}; {reason}", stacklevel=4)
    return word.docx_of(made, drawn)
