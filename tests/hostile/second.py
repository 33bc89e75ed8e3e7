"""A second look at every class: files that the first one did not think of, with the end that was written down before.

Each has been read by hand once; those that came to another end are why a rule of the readers exists.
"""

import codecs
import json
import stat

import pyarrow as pa

from hostile import office, structured, zips
from hostile.cases import AR, DOUBTFUL, FA, FA_TITLE, PRS, READ, REJECTED, REPORT, WARNED, Case


def cases() -> list[Case]:
    """Every case of the second look."""
    return [*_zips(), *_office(), *_pages(), *_feeds(), *_tables(), *_letters()]


def _case(file: str, data, outcome: str = READ, **more) -> Case:
    defaults = {"has": (FA,)} if outcome in (READ, WARNED) else {}
    return Case(f"{file.partition('/')[0]}/second_{file.partition('/')[2]}", file.partition("/")[0], data, outcome,
                **defaults | more)  # fmt: skip


def _patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """A zip of one member with some bytes of its header and of its row in the directory replaced."""
    out = bytearray(data)
    for mark, at in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        begin = out.find(mark) + at
        out[begin : begin + len(value)] = value
    return bytes(out)


def _zips() -> list[Case]:
    one = zips.packed({"a.txt": REPORT})
    link = zips.packed({"a.txt": REPORT, "link.txt": "/etc/passwd"})
    mode = (stat.S_IFLNK | 0o777) << 16
    row = link.rfind(b"PK\x01\x02") + 38
    return [
        _case("zip/rlo.zip", zips.packed({"\u202etxt.lmth.txt": REPORT})),
        _case("zip/backslashes.zip", zips.packed({"dir\\خبر.txt": REPORT})),
        _case("zip/case_twins.zip", zips.packed({"A.txt": REPORT, "a.txt": f"{AR}\n"}), records=2, has=(FA, AR)),
        _case("zip/method_97.zip", _patched(one, 8, 10, b"\x61\x00"), REJECTED, code="members"),
        _case("zip/encrypted_by_flag.zip", _patched(one, 6, 8, b"\x01"), REJECTED, code="members"),
        _case("zip/size_of_4_gb.zip", _patched(one, 22, 24, b"\xff\xff\xff\xff"), REJECTED, code="unsafe/damaged"),
        _case("zip/link_by_mode.zip", link[:row] + mode.to_bytes(4, "little") + link[row + 4 :], WARNED),
        _case("zip/empty_members.zip", zips.packed({f"{n}.txt": "" for n in range(3)}), REJECTED, code="members"),
        _case("zip/name_is_suffix.zip", zips.packed({".txt": PRS, "a.txt": REPORT}), WARNED),
    ]


def _office() -> list[Case]:
    body = office.body(office.paragraph(FA_TITLE) + office.paragraph(FA))
    parts = office.word(body)
    web = {name.replace("word/document.xml", "word/document2.xml"): part for name, part in parts.items()}
    stray = '<row r="1048576"><c r="{}1048576"><v>1</v></c></row>'
    table = office._GOOD
    return [
        # Word on the web names its main part so.
        _case("docx/word_on_the_web.docx", zips.packed(web)),
        _case("docx/chunk.docx", zips.packed(office.word(body.replace("<w:body>", '<w:body><w:altChunk r:id="r1"/>'))),
              WARNED),
        _case("docx/utf16.docx", zips.packed(parts | {"word/document.xml": _in_utf16(parts["word/document.xml"])})),
        _case("xlsx/stray_cell.xlsx", zips.packed(office.workbook(office.sheet(table + stray.format("XFD")))), REJECTED,
              code="too_large"),
        _case("xlsx/stray_cell_ab.xlsx", zips.packed(office.workbook(office.sheet(table + stray.format("AB")))),
              REJECTED, code="too_large"),
        _case("xlsx/stray_cell_below.xlsx",
              zips.packed(office.workbook(office.sheet(table + '<row r="9000"><c r="AB9000"><v>1</v></c></row>'))),
              records=2, has=(FA, PRS)),
        _case("xlsx/row_of_no_sheet.xlsx",
              zips.packed(office.workbook(office.sheet(table + '<row r="99999999"><c r="ZZZZZ99999999"/></row>'))),
              REJECTED),
    ]  # fmt: skip


def _in_utf16(part: str) -> bytes:
    return part.replace("UTF-8", "UTF-16").encode("utf-16")


def _page(body: str, head: str = "") -> str:
    return f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def _pages() -> list[Case]:
    report = f"<article><h1>{FA_TITLE}</h1><p>{FA}</p></article>"
    deep = '<script type="application/ld+json">' + "[" * 50_000 + "</script>"
    return [
        _case("html/open_inline.html", _page("<b>" * 30_000 + FA), DOUBTFUL),
        _case("html/signs.html", _page("<" * 200_000 + f"<p>{FA}</p>"), READ),
        _case("html/json_deep.html", _page(report, deep)),
        _case("html/utf7.html", _page(f"+ADw-script+AD4-hit+ADw-/script+AD4-{report}"), lacks=("<script",)),
        _case("html/utf16_be.html", _page(report).encode("utf-16-be")),
        _case("html/condition.html", _page(f"<!--[if IE]><p>شرطی</p><![endif]-->{report}"), lacks=("شرطی",)),
        _case("html/conditional_frame.html", _page(f'{report}<iframe srcdoc="<p>قاب</p>"></iframe>'), lacks=("قاب",)),
        _case("html/letters_as_numbers.html", _page("<p>" + "".join(f"&#{ord(each)};" for each in FA) + "</p>")),
        _case("html/mail.html", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + _page(report), REJECTED,
              code="format"),
    ]  # fmt: skip


def _feeds() -> list[Case]:
    item = f"<item><title>{FA_TITLE}</title><guid>1</guid><description>{FA}</description></item>"

    def feed(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
        return f'{head}<rss version="2.0"><channel><title>نمونه</title>{items}</channel></rss>'

    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{}" parse="text"/>'
    return [
        _case("xml/parameter.rss", feed(item, '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]>'),
              REJECTED, code="unsafe"),
        _case("xml/include.rss", lambda w: feed(item + include.format(w.secret.as_uri()))),
        _case("xml/items_in_items.rss", feed("<item>" * 150 + item + "</item>" * 150)),
        _case("xml/utf16_be.rss", feed(item).replace("utf-8", "utf-16").encode("utf-16-be")),
        _case("xml/style.rss", feed(item, '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?>')),
        _case("xml/day_31_february.rss", feed(item.replace("<guid>", "<pubDate>31 Feb 2021</pubDate><guid>"))),
    ]  # fmt: skip


def _tables() -> list[Case]:
    names = ",".join(f"c{n}" for n in range(100_000))
    far = pa.table({"text": [FA], "published": pa.array([2**62], pa.timestamp("us"))})
    other = pa.table({"text": pa.array([b"\xff\xfe\xd9", b"x"], pa.binary())})
    numbers = json.dumps([{"text": FA, "n": 7}], ensure_ascii=False).replace("7", "9" * 1_000_000)
    return [
        _case("csv/columns_100_000.csv", f"{names},text\n{',' * 100_000}{FA}\n", REJECTED, code="too_large"),
        _case("csv/commas.csv", f"id,title,text\n1,{FA_TITLE},{FA}\n{',' * 3_000}\n"),
        _case("csv/quotes.csv", f'id,text\n1,"{FA}{chr(34) * 200_000}"\n'),
        _case("csv/lines_blank.csv", "\n" * 100_000 + f"id,title,text\n1,{FA_TITLE},{FA}\n"),
        _case("csv/rows_250_000.csv", lambda w: "id,text\n" + "".join(f"{n},خبر\n" for n in range(250_000)), REJECTED,
              code="too_many", soak=True),
        _case("jsonl/rows_600_000.jsonl", lambda w: '{"text": "خ"}\n' * 600_000, REJECTED, code="too_many", soak=True),
        _case("json/number_of_1_mb.json", numbers),
        _case("parquet/year_148108.parquet", structured.parquet(far)),
        _case("parquet/text_as_bytes.parquet", structured.parquet(pa.table({"text": [FA.encode()]}))),
        _case("parquet/bytes.parquet", structured.parquet(other), REJECTED, code="no_text_column"),
    ]  # fmt: skip


def _letters() -> list[Case]:
    emoji = "\ud83d\ude00".encode("utf-8", "surrogatepass")
    return [
        _case("encodings/two_halves.txt", REPORT.encode() + emoji),
        _case("encodings/too_long_forms.txt", REPORT.encode() + b"\xc0\xaf\xe0\x80\xaf", DOUBTFUL),
        _case("encodings/ebcdic.txt", "HELLO WORLD OF TEXT".encode("cp500") * 20, REJECTED, code="encoding/binary"),
        _case("encodings/mark_of_another.txt", codecs.BOM_UTF16_LE + REPORT.encode(), REJECTED),
        _case("shapes/lines_900_000.txt", lambda w: "-----\nخبر\n" * 450_000 + FA, WARNED, soak=True),
        # A record as long as a book of a thousand pages is read in parts, and nothing of it is lost.
        _case("shapes/book.txt", lambda w: f"{FA}\n\n" * 12_000, WARNED, records=2, soak=True),
    ]  # fmt: skip
