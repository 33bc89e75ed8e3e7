"""Write tests/samples/: the five documents of data/corpus in each format, made by the programs that people use.

Needs LibreOffice (`soffice`) and Chromium. Run it when a format or a document changes: `.venv/bin/python
tools/samples.py`. The samples are committed, so that no other machine needs either.
"""

import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.sources import plain

ROOT = Path(__file__).parent.parent
OUT = ROOT / "tests" / "samples"
# What each document is published on in the samples: four of the five do not say it themselves.
DAYS = {"000": "2020-08-15", "001": "2020-08-10", "002": "2025-07-20", "003": "2017-11-29", "004": "2024-03-26"}
LANGUAGES = {"000": "fa", "001": "fa", "002": "fa", "003": "fa-AF", "004": "ar"}


def main() -> None:
    """Make every sample anew."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    paths = sorted((ROOT / "data" / "corpus").glob("*.txt"))
    documents = {path.name[:3]: path.read_text(encoding="utf-8") for path in paths}
    rows = list(_rows(documents))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        _by_libreoffice(documents, rows, place)
        _by_chromium(rows, place)
    _lists(rows)
    _feeds(rows)
    _telegram(rows)
    with zipfile.ZipFile(_folder("zip") / "documents.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for key, text in documents.items():
            name = zipfile.ZipInfo(f"خبر/{key}.txt", (2024, 3, 26, 0, 0, 0))
            archive.writestr(name, text.encode(), zipfile.ZIP_DEFLATED)


def _folder(name: str) -> Path:
    (OUT / name).mkdir(exist_ok=True)
    return OUT / name


def _rows(documents: dict[str, str]):
    """A row a report: the document 003 holds two."""
    for key, text in documents.items():
        for record in plain.read(text.encode(), f"{key}.txt").records:
            lines = record.text.split("\n")
            at = next(n for n, line in enumerate(lines) if record.title in line)
            yield {
                "id": f"{key}-{record.record}", "title": record.title, "text": record.text, "published": DAYS[key],
                "language": LANGUAGES[key], "overline": "\n".join(lines[:at]).strip(), "head": lines[at].strip(),
                "body": "\n".join(lines[at + 1 :]).strip(),
            }  # fmt: skip


def _broken(part: str) -> str:
    return html.escape(part).replace("\n", "<br>\n")


def _without_title(row: dict) -> str:
    return f"{row['overline']}\n{row['body']}".strip()


# -------------------------------------------------------------------------------------------------------- LibreOffice


def _by_libreoffice(documents: dict[str, str], rows: list[dict], place: Path) -> None:
    for key, text in documents.items():
        # Lines of one paragraph stay in it; where two empty lines part reports, an empty paragraph does.
        parts = re.sub(r"\n[^\S\n]*\n(?:[^\S\n]*\n)+", "\n\n\n\n", text.strip("\n")).split("\n\n")
        lines = "".join(f"<p dir='rtl'>{_broken(part) or '<br>'}</p>\n" for part in parts)
        page = f"<html lang='{LANGUAGES[key]}'><meta charset='utf-8'><body dir='rtl'>{lines}</body></html>"
        (place / f"{key}.html").write_text(page, encoding="utf-8")
    (place / "table.fods").write_text(_sheet(rows), encoding="utf-8")
    pages = [place / f"{key}.html" for key in documents]
    _office(place, "docx:MS Word 2007 XML", pages, "--infilter=HTML (StarWriter)")
    _office(place, "pdf:writer_pdf_Export", [page.with_suffix(".docx") for page in pages])
    _office(place, "xlsx:Calc MS Excel 2007 XML", [place / "table.fods"])
    for key in documents:
        shutil.copyfile(place / f"{key}.docx", _folder("docx") / f"{key}.docx")
        shutil.copyfile(place / f"{key}.pdf", _folder("pdf_libreoffice") / f"{key}.pdf")
    shutil.copyfile(place / "table.xlsx", _folder("xlsx") / "table.xlsx")


def _office(place: Path, kind: str, files: list[Path], *more: str) -> None:
    profile = f"-env:UserInstallation=file://{place / 'profile'}"
    line = ["soffice", profile, "--headless", *more, "--convert-to", kind, "--outdir", str(place), *map(str, files)]
    subprocess.run(line, check=True, capture_output=True, cwd=place)


def _sheet(rows: list[dict]) -> str:
    """A workbook with days as days and a formula, as flat XML that LibreOffice opens."""
    names = ("office", "table", "text", "style")
    parts = "".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" ' for name in names)
    parts += 'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '

    def cell(value: str, kind: str = "string", more: str = "") -> str:
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="{kind}" {more}>{lines}</table:table-cell>'

    head = "".join(map(cell, ("id", "title", "text", "published", "letters")))
    body = "".join(
        "<table:table-row>"
        + cell(row["id"]) + cell(row["title"]) + cell(_without_title(row))
        + cell(row["published"], "date", f'table:style-name="day" office:date-value="{row["published"]}"')
        + cell("0", "float", f'office:value="0" table:formula="of:=LEN([.C{n}])"')
        + "</table:table-row>"
        for n, row in enumerate(rows, 2)
    )  # fmt: skip
    table = f'<table:table table:name="news"><table:table-row>{head}</table:table-row>{body}</table:table>'
    day = (
        '<office:automatic-styles><number:date-style style:name="n"><number:year number:style="long"/><number:text>-'
        '</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
        '</number:date-style><style:style style:name="day" style:family="table-cell" style:data-style-name="n"/>'
        "</office:automatic-styles>"
    )
    kind = 'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {parts} {kind}>{day}<office:body>'
        f"<office:spreadsheet>{table}</office:spreadsheet></office:body></office:document>"
    )


# ----------------------------------------------------------------------------------------------------------- Chromium

_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="rtl"><head><meta charset="utf-8"><title>{title} - خبرگزاری نمونه</title>
<meta property="og:site_name" content="خبرگزاری نمونه"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{published}T09:30:00+03:30">
<link rel="canonical" href="https://news.example/{id}">
<style>body{{font-family:"Noto Naskh Arabic",serif}} nav,footer,aside{{color:#555}} .menu{{display:none}}
@media print{{nav,aside{{display:none}}}}</style></head>
<body><header><nav><a href="/">صفحه نخست</a> <a href="/about">درباره ما</a>
<a href="/contact">تماس با ما</a></nav></header>
<main><article>{overline}<h1>{head}</h1><time datetime="{published}">{published}</time>
<div class="body">
{paragraphs}
</div></article>
<aside><p>اشتراک‌گذاری</p></aside></main>
<div class="menu">فهرست پنهان</div><footer>تمامی حقوق محفوظ است</footer>
<script>document.querySelector("article").dataset.read = "1";</script></body></html>
"""


def _by_chromium(rows: list[dict], place: Path) -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={place / 'browser'}"]
    for row in rows:
        page, paper = place / f"{row['id']}.html", _folder("pdf_chromium") / f"{row['id']}.pdf"
        page.write_text(_page(row), encoding="utf-8")
        saved = subprocess.run(
            [program, *options, "--dump-dom", page.as_uri()], check=True, capture_output=True, cwd=place
        )
        (_folder("html") / page.name).write_bytes(saved.stdout)
        line = [program, *options, "--no-pdf-header-footer", f"--print-to-pdf={paper}", page.as_uri()]
        subprocess.run(line, check=True, capture_output=True, cwd=place)


def _page(row: dict) -> str:
    told = {key: html.escape(value) for key, value in row.items()}
    paragraphs = "\n".join(
        # No page breaks its lines by hand as document 001 does: a browser breaks them where it likes.
        f"<p>{html.escape(part) if part.count(chr(10)) > 10 and '🔹' not in part else _broken(part.strip())}</p>"
        for part in re.split(r"\n\s*\n", row["body"])
    )
    overline = f"<p class='overline'>{told['overline']}</p>" if told["overline"] else ""
    return _PAGE.format(**told | {"overline": overline, "paragraphs": paragraphs})


# ------------------------------------------------------------------------------------------ what programs write by code


def _lists(rows: list[dict]) -> None:
    names = ("id", "title", "text", "published")
    told = [{name: _without_title(row) if name == "text" else row[name] for name in names} for row in rows]
    sink = io.StringIO(newline="")
    writer = csv.DictWriter(sink, names)
    writer.writeheader()
    writer.writerows(told)
    (_folder("csv") / "table.csv").write_bytes(b"\xef\xbb\xbf" + sink.getvalue().encode())
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
    (_folder("jsonl") / "rows.jsonl").write_text(lines, encoding="utf-8")
    whole = json.dumps({"status": "ok", "items": told}, ensure_ascii=False, indent=1)
    (_folder("json") / "items.json").write_text(whole, encoding="utf-8")
    frame = pd.DataFrame(told).astype({"published": "datetime64[ms]"})
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), _folder("parquet") / "rows.parquet")


def _feeds(rows: list[dict]) -> None:
    def inside(row: dict) -> str:
        return "".join(f"<p>{_broken(part.strip())}</p>" for part in re.split(r"\n\s*\n", _without_title(row)))

    items = "".join(
        f"<item><title>{escape(row['title'])}</title><link>https://news.example/{row['id']}</link>"
        f'<guid isPermaLink="false">{row["id"]}</guid>'
        f"<pubDate>{format_datetime(pd.Timestamp(row['published'] + 'T09:30:00+03:30'))}</pubDate>"
        f"<content:encoded><![CDATA[{inside(row)}]]></content:encoded></item>\n"
        for row in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    rss = f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    rss += f"<title>خبرگزاری نمونه</title><link>https://news.example/</link><description/>{items}</channel></rss>\n"
    (_folder("rss") / "feed.rss").write_text(rss, encoding="utf-8")
    entries = "".join(
        f"<entry><id>urn:sample:{row['id']}</id><title>{escape(row['title'])}</title>"
        f"<published>{row['published']}T06:00:00Z</published><updated>{row['published']}T06:00:00Z</updated>"
        f"<link href={quoteattr('https://news.example/' + row['id'])}/>"
        f'<content type="html">{escape(inside(row))}</content></entry>\n'
        for row in rows
    )
    atom = f'{head}<feed xmlns="http://www.w3.org/2005/Atom"><title>خبرگزاری نمونه</title><id>urn:sample:feed</id>'
    atom += f"{entries}</feed>\n"
    (_folder("atom") / "feed.atom").write_text(atom, encoding="utf-8")


def _telegram(rows: list[dict]) -> None:
    messages = [{"id": 1, "type": "service", "date": "2017-01-01T00:00:00", "action": "create_channel", "text": ""}]
    shown = ""
    for number, row in enumerate(sorted(rows, key=lambda each: each["published"]), 100):
        head, _, rest = row["text"].partition("\n")
        text = [{"type": "bold", "text": head}, f"\n{rest}"]
        messages.append(
            {"id": number, "type": "message", "date": f"{row['published']}T09:30:00", "from": "کانال نمونه",
             "from_id": "channel1", "text": text, "text_entities": [*text[:1], {"type": "plain", "text": text[1]}]}
        )  # fmt: skip
        day = "{2}.{1}.{0}".format(*row["published"].split("-"))
        shown += (
            f'<div class="message default clearfix" id="message{number}"><div class="body">'
            f'<div class="pull_right date details" title="{day} 09:30:00 UTC+03:30">09:30</div>'
            f'<div class="from_name">کانال نمونه</div><div class="text"><strong>{html.escape(head)}</strong>'
            f"{html.escape(chr(10) + rest).replace(chr(10), '<br>')}</div></div></div>\n"
        )
    channel = {"name": "کانال نمونه", "type": "public_channel", "id": 1, "messages": messages}
    whole = json.dumps(channel, ensure_ascii=False, indent=1)
    (_folder("telegram_json") / "result.json").write_text(whole, encoding="utf-8")
    page = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Exported Data</title></head><body>'
        '<div class="page_wrap">'
        '<div class="page_header"><div class="content"><div class="text bold">کانال نمونه</div></div></div>'
        '<div class="page_body chat_page"><div class="history"><div class="message service" id="message1">'
        f'<div class="body details">1 January 2017</div></div>\n{shown}</div></div></div></body></html>\n'
    )
    (_folder("telegram_html") / "messages.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
