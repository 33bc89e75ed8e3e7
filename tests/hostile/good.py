"""Good files that look odd: each must load, for a reader that refuses whatever it does not expect is of no use.

They lean on the same builders as the hostile ones, so that a refusal of these shows a check that goes too far.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from hostile.cases import (
    AR,
    AR_TITLE,
    ARABIC,
    DARI,
    FA,
    FA_TITLE,
    LOADS,
    MORE,
    PRS,
    PRS_TITLE,
    READ,
    REPORT,
    WARNED,
    Case,
)
from hostile.markup import feed, item, page
from hostile.office import body, paragraph, row, sheet, word, workbook
from hostile.pdfs import control
from hostile.structured import ROWS, export, message, parquet, written
from hostile.zips import packed


def cases() -> list[Case]:
    """Every good file."""
    return [*_texts(), *_pages(), *_office(), *_tables(), *_zips()]


def _good(name: str, data, outcome: str = READ, has: tuple[str, ...] = (FA,), **more) -> Case:
    return Case(f"good/{name}", "good", data, outcome, has=has, **more)


def _texts() -> list[Case]:
    arabic = "\n".join(AR.replace("14", str(n)) for n in range(10, 20)).encode("cp1256")
    return [
        _good("plain.txt", REPORT, LOADS),
        _good("dari.txt", DARI, LOADS, (PRS,)),
        _good("crlf.txt", REPORT.replace("\n", "\r\n"), LOADS),
        _good("cr.txt", REPORT.replace("\n", "\r"), READ),
        _good("bom.txt", "\ufeff" + REPORT, LOADS),
        _good("utf16.txt", b"\xff\xfe" + REPORT.encode("utf-16-le")),
        _good("windows_1256.txt", arabic, WARNED, (AR.replace("14", "19"),)),
        _good("title_only.txt", FA_TITLE, READ, (FA_TITLE,)),
        _good("latin.txt", "The ministry held a meeting in Geneva on 14 May 2021.\n", READ, ("Geneva",)),
        _good("about_script.txt", f"آموزش </script> و <b> در HTML\n\n{FA}", READ, ("</script>", FA)),
        _good("about_code.txt", f"=SUM(A1:A9) فرمول است\n\n{FA}", READ, ("=SUM(A1:A9)", FA)),
        _good("question_marks.txt", f"چرا؟؟؟ چرا؟!\n\n{FA}", READ),
        _good("replacement.txt", f"خبر\ufffdها\n\n{FA}", READ),
        _good("bullets.txt", f"🔻مدیر کتابخانه:\n✅ نشست برگزار شد\n🔹{FA}", READ),
        _good("lines.txt", f"{FA_TITLE}\n-----\n{FA}\n*****\n{MORE}", READ),
        _good("numbers.txt", "۱۲۳۴۵۶۷۸۹۰ " * 20 + f"\n\n{FA}", READ),
        _good("directions.txt", f"\u200f{FA_TITLE}\u200f\n\n\u202b{FA}\u202c", READ),
        _good("poem.txt", "\n".join(["بنی آدم اعضای یک پیکرند", "که در آفرینش ز یک گوهرند"] * 20), READ, ("اعضای",)),
        _good("marks.txt", "قُلْ هُوَ اللَّهُ أَحَدٌ ۝ اللَّهُ الصَّمَدُ ۝\n\n" + AR, READ, (AR,)),
        _good("گزارش «ویژه» & (۲).txt", REPORT, READ),
        _good("پوشه.۱۳۹۶/خبر.text", REPORT, READ),
    ]


def _pages() -> list[Case]:
    quoted = f"<![CDATA[<p dir='rtl'>{FA}</p><p>{MORE}</p>]]>"
    day = "<updated>2022-07-03T10:00:00Z</updated>"
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>خبرگزاری</title>{day}<entry><id>urn:x:1</id>{day}<title>{FA_TITLE}</title>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FA}</p></div></content></entry></feed>'
    )
    old = page("").replace('<meta charset="utf-8">', "").replace("<!DOCTYPE html>", "")
    return [
        _good("page.html", page("")),
        _good("page.htm", old.upper().replace(FA.upper(), FA) if FA.upper() != FA else old.upper()),
        _good("page_utf16.html", page("").replace("utf-8", "utf-16").encode("utf-16")),
        _good("page_old.html", f"<center><font size=4>{FA_TITLE}</font></center><br>{FA}<br><br>{MORE}"),
        _good("page_table.html", page("").replace("<p>", "<table><tr><td>").replace("</p>", "</td></tr></table>")),
        _good("page_entities.html", page("").replace(FA, "".join(f"&#{ord(c)};" for c in FA))),
        _good("feed.rss", feed(item(text=quoted)), READ, (FA, MORE)),
        _good("feed.atom", atom),
        _good("feed.xml", feed(item() + item(PRS_TITLE, PRS, "2")), READ, (FA, PRS), records=2),
        _good("report.pdf", control(), READ, ("شورای فرهنگی استان",)),
    ]


def _office() -> list[Case]:
    split = "".join(f"<w:r><w:t xml:space='preserve'>{part}</w:t></w:r>" for part in (FA[:20], FA[20:21], FA[21:]))
    names = row("متن", "عنوان", "تاریخ انتشار", number=1)
    shared = "".join(f"<si><t>{text}</t></si>" for text in ("text", FA, PRS))
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in (1, 2, 3))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = workbook(sheet(cells), parts={"xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>'})
    links = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    tie = f'<Relationship Id="rId9" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    book[links] = book[links].replace("</Relationships>", tie)
    return [
        _good("report.docx", packed(word(body(paragraph(FA_TITLE) + paragraph(FA))))),
        _good("stored.docx", packed(word(body(paragraph(FA_TITLE) + paragraph(FA))), zipfile.ZIP_STORED)),
        _good("split_runs.docx", packed(word(body(f"{paragraph(FA_TITLE)}<w:p>{split}</w:p>")))),
        _good("long.docx", packed(word(body(paragraph(FA_TITLE) + paragraph(FA) + paragraph(MORE) * 3_000)))),
        _good("inline.xlsx", packed(workbook(sheet(names + row(FA, FA_TITLE, "1401/04/12", number=2))))),
        _good("shared.xlsx", packed(book), READ, (FA, PRS), records=2),
    ]


def _tables() -> list[Case]:
    return [
        _good("ids.csv", f"id,title,text\n00012,NA,{FA}\n00013,null,{PRS}\n", READ, (FA, PRS), records=2),
        _good("semicolons.csv", f"id;title;text\n1;{FA_TITLE};{FA}\n2;{PRS_TITLE};{PRS}\n", READ, (FA, PRS), records=2),
        _good(
            "newlines.csv", f'id,text\n1,"{FA_TITLE}\n\n{FA}"\n2,"{PRS_TITLE}\n""{PRS}"""\n', READ, (FA, PRS), records=2
        ),
        _good("persian.csv", f"شناسه,عنوان,متن,تاریخ انتشار\n۱,{FA_TITLE},{FA},۱۴۰۱/۰۴/۱۲\n", READ),
        _good("arabic.tsv", f"المعرف\tالعنوان\tالنص\n1\t{AR_TITLE}\t{AR}\n", READ, (AR,)),
        _good("rows.jsonl", "\ufeff" + "\n".join(map(written, ROWS)) + "\n\n", READ, (FA, PRS), records=2),
        _good("one.json", written(ROWS[0]), READ),
        _good("items.json", written({"status": "ok", "items": list(ROWS)}), READ, (FA, PRS), records=2),
        _good("escaped.json", written(list(ROWS)).encode("ascii", "backslashreplace"), READ, (FA, PRS), records=2),
        _good("channel/result.json", written(export(message(1, FA), message(2, [PRS]))), READ, (FA, PRS), records=2),
        _good("rows.parquet", parquet(), READ, (FA, PRS), records=2),
        _good("rows_zstd.parquet", parquet(compression="zstd", use_dictionary=False), READ, (FA, PRS), records=2),
    ]


def _zips() -> list[Case]:
    folders = packed({"خبر/": "", "خبر/۱.txt": REPORT, "خبر/۲.txt": DARI, "ar/a.html": page("")})
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(zipfile.ZipInfo("a.txt"), "w", force_zip64=True) as member:
            member.write(REPORT.encode())
        archive.comment = "خبر".encode()
    return [
        _good("folders.zip", folders, READ, (FA, PRS), records=3),
        _good("zip64.zip", sink.getvalue()),
        _good("stored.zip", packed({"a.txt": REPORT, "b.txt": ARABIC}, zipfile.ZIP_STORED), READ, (FA, AR), records=2),
        _good("streamed.zip", _streamed()),
        _good("same_text.zip", packed({"a.txt": REPORT * 200}), READ),
        _good("table_inside.zip", packed({"rows.csv": f"id,text\n1,{FA}\n2,{PRS}\n"}), READ, (FA, PRS), records=2),
    ]


def _streamed() -> bytes:
    """A zip written to a pipe: sizes and CRC follow the bytes, and the local header tells zeros."""
    text, name = REPORT.encode(), b"a.txt"
    data, crc = zlib.compress(text)[2:-4], zlib.crc32(text)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 8, 8, 0, 33, 0, 0, 0, len(name), 0) + name
    after = struct.pack("<4s3L", b"PK\7\10", crc, len(data), len(text))
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 20, 20, 8, 8, 0, 33, crc, len(data), len(text), len(name), 0, 0, 0, 0, 0, 0
    )
    start = len(local) + len(data) + len(after)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry + name), start, 0)
    return local + data + after + entry + name + end
