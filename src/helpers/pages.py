"""Pages: comes in a figure, a table or the blocks of a report, goes out one HTML page that is whole in itself.

Nothing is fetched, no text of a document is live. It must not know the corpus, folders or the browser.
"""

import hashlib
import json

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from helpers import blocks, describe, figures, labels, ticks

# The direction belongs to <main>: plotly.js measures texts at the end of <body>, and would measure them wrong there.
# Nothing may be fetched: a `<span style="background:url(…)">` in a document would tell its publisher who reads it.
_POLICY = "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:"
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head><meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 0; padding: 8px; background: white; font-family: {font} }}{style}</style>
</head>
<body>
<main dir="{dir}">
{body}
</main>
</body>
</html>
"""
_REPORT_STYLE = """
main { max-width: 980px; margin: 0 auto; color: #222; line-height: 1.65 }
h1 { font-size: 1.9em; margin-bottom: 0 } h2 { color: #0b4f7d; margin-top: 2em } h3 { color: #0b4f7d }
.subtitle, figcaption, .small { color: #555 } .lead { font-size: 1.1em } a { color: #0b4f7d }
.facts { border-collapse: collapse } .facts th { text-align: start; padding: 2px 0; padding-inline-end: 1.5em }
.facts td { padding: 2px 0 } figure { margin: 1.5em 0; break-inside: avoid } .plot { overflow-x: auto }
.plot .plotly-graph-div { margin: 0 auto }
.notes { font-size: .9em } .notes li { margin-bottom: .4em } sup { line-height: 0 } td { overflow-wrap: anywhere }
nav li { list-style: none } nav ul { padding-inline-start: 1.2em } .grid { overflow-x: auto }
@media print { .plot { overflow: visible } .modebar { display: none } h2 { break-after: avoid } }
"""
_LANGUAGES = {"prs": "fa-AF"}  # browsers choose letters and voices by this one


def page(body: str, title: str, lang: str, scripts: str = "'none'", dir: str = "ltr", style: str = "") -> str:
    """Return a whole page around `body`, which is HTML whose every text has passed labels; nothing may be fetched."""
    words = {"lang": labels.attribute(_LANGUAGES.get(lang, lang)), "dir": dir, "font": figures.FONT, "style": style}
    words["policy"] = _POLICY.format(scripts=scripts)
    return _PAGE.format(body=body, title=labels.attribute(title), **words)


def figure_html(fig: go.Figure, name: str = "figure") -> str:
    """Return one self-contained page: plotly.js inside, nothing fetched, the same bytes for the same figure."""
    body = f"<script>{get_plotlyjs()}</script>\n{_plot(fig, name)}"
    return page(body, name, (fig.layout.meta or {}).get("lang", "en"), _scripts([fig]))


def table_html(table: pd.DataFrame, name: str, lang: str = "en") -> str:
    """Return a table as a page, its columns right-to-left, under the words of `lang` where messages.csv has them."""
    return page(labels.html_table(table, lang, headings=labels.headings(table.columns, lang)), name, lang)


def fixed(fig: go.Figure) -> go.Figure:
    """Return a copy whose traces have ids of their own: plotly makes random ones, and no two exports would be equal."""
    copy = go.Figure(fig)
    for position, trace in enumerate(copy.data):
        trace.uid = f"t{position}"
    return copy


def report_html(report: blocks.Report) -> str:
    """Return a report as one page: contents, charts that can be zoomed, tables, and each note linked there and back.

    plotly.js is in it once, and only where there is a chart.
    """
    notes: list[blocks.Note] = []
    body = [f"<h1>{labels.span(report.title)}</h1>", f'<p class="subtitle">{labels.span(report.subtitle)}</p>']
    figs = [block.figure for block in report.blocks if isinstance(block, blocks.Chart)]
    body += [f"<script>{get_plotlyjs()}</script>"] if figs else []
    body += [_block(block, report, notes) for block in report.blocks]
    if notes:
        lines = [_note(number, note, report.lang) for number, note in enumerate(notes, 1)]
        head = f'<h2 id="notes">{labels.span(report.notes_title)}</h2>'
        body.append(f'<section class="notes">{head}<ol>{"".join(lines)}</ol></section>')
    scripts = _scripts(figs) if figs else "'none'"
    return page("\n".join(body), report.title, report.lang, scripts, labels.direction(report.lang), _REPORT_STYLE)


def _block(block: blocks.Block, report: blocks.Report, notes: list[blocks.Note]) -> str:
    lang = report.lang
    match block:
        case blocks.Heading():
            return (
                f'<h{block.level + 1} id="{labels.attribute(block.key)}">{labels.span(block.text)}</h{block.level + 1}>'
            )
        case blocks.Paragraph():
            return f'<p class="{block.style}">{labels.span(block.text)}{_references(block.notes, notes, lang)}</p>'
        case blocks.Facts():
            rows = (f'<tr><th scope="row">{labels.span(a)}</th><td>{labels.span(b)}</td></tr>' for a, b in block.rows)
            return f'<table class="facts"><tbody>{"".join(rows)}</tbody></table>'
        case blocks.Chart():
            caption = f"<figcaption>{labels.span(block.caption)}</figcaption>"
            plot = _plot(block.figure, block.key, block.alt)
            return f'<figure id="{labels.attribute(block.key)}">{plot}{caption}</figure>'
        case blocks.Grid():
            frame = block.frame
            texts = [[labels.shown(value, lang) for value in frame.iloc[:, at]] for at in range(frame.shape[1])]
            shown = pd.DataFrame(dict(enumerate(texts)), dtype=object, index=range(len(frame)))
            words = {at: block.headings.get(name, name) for at, name in enumerate(frame.columns)}
            tails = [_references(each, notes, lang) for each in block.notes]
            table = labels.html_table(shown, lang, block.caption, words, labels.direction(lang), tails)
            told = labels.attribute(block.caption)
            return f'<div class="grid" tabindex="0" role="region" aria-label="{told}">{table}</div>'
        case blocks.Contents():
            return _contents(block, report)
        case blocks.NewPage():
            return '<div style="break-after: page"></div>'
    raise TypeError(f"A report knows no {type(block).__name__}.")


def _contents(block: blocks.Contents, report: blocks.Report) -> str:
    lines = [
        f'<li style="padding-inline-start: {head.level - 1}em"><a href="#{labels.attribute(head.key)}">'
        f"{labels.span(head.text)}</a></li>"
        for head in blocks.headings(report)
    ]
    title = f"<h2>{labels.span(block.title)}</h2>"
    return f'<nav aria-label="{labels.attribute(block.title)}">{title}<ul>{"".join(lines)}</ul></nav>'


def _references(found: tuple[blocks.Note, ...], notes: list[blocks.Note], lang: str) -> str:
    links = []
    for note in found:
        notes.append(note)
        number = len(notes)
        told = labels.span(labels.number(number, lang))
        links.append(f'<sup><a href="#note{number}" id="at{number}" role="doc-noteref">{told}</a></sup>')
    return " ".join(links)


def _note(number: int, note: blocks.Note, lang: str) -> str:
    back = labels.attribute(labels.message("note_back", lang, n=number))
    source = f" {labels.span(f'({note.source})')}" if note.source else ""
    link = f'<a href="#at{number}" role="doc-backlink" aria-label="{back}">↩</a>'
    return f'<li id="note{number}">{labels.span(note.sentence)}{source} {link}</li>'


def _plot(fig: go.Figure, name: str, alt: str | None = None) -> str:
    """The place of a figure and the script that draws it; plotly.js must stand before it."""
    scale = figures.day_scale(fig)
    drawn = fixed(fig).to_html(
        full_html=False,
        include_plotlyjs=False,
        include_mathjax=False,
        div_id="ruznama-" + hashlib.sha256(name.encode()).hexdigest()[:12],
        config={"displaylogo": False, "showSendToCloud": False, "responsive": fig.layout.width is None},
        default_height=f"{fig.layout.height or 450}px",
        post_script=_ticks_script(scale) if scale else None,
    )
    alt = describe.alt(fig) if alt is None else alt
    # A page that runs right-to-left would cut the ticks off: a figure has a direction of its own.
    return f'<div class="plot" dir="ltr" role="group" tabindex="0" aria-label="{labels.attribute(alt)}">{drawn}</div>'


def _scripts(figs: list[go.Figure]) -> str:
    # plotly.js makes its WebGL code at run time, and without this shows «WebGL is not supported» in its place.
    webgl = any(trace.type.endswith("gl") for fig in figs for trace in fig.data)
    return "'unsafe-inline' 'unsafe-eval'" if webgl else "'unsafe-inline'"


def _ticks_script(scale: dict) -> str:
    """The lines that keep the ticks of an axis of days right when the page is zoomed; they ask for nothing."""
    # Inside a script only `<` could end it; written this way it is the same letter to JSON.
    data = json.dumps(scale, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{ticks.script()}\nruznamaKeepTicks(document.getElementById('{{plot_id}}'), {data});"
