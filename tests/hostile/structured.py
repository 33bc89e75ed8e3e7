"""Tables and lists of messages that nest, lie, repeat themselves or break in the middle: JSON, CSV, Parquet, Telegram.

An id is the source's own word; whatever it holds, each record keeps one name of its own.
"""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hostile.cases import (
    ANY,
    AR,
    AR_TITLE,
    DOUBTFUL,
    FA,
    FA_TITLE,
    MORE,
    PRS,
    PRS_TITLE,
    READ,
    REJECTED,
    WARNED,
    Case,
)


def cases() -> list[Case]:
    """Every case of a structured file."""
    return [*_json(), *_lines(), *_telegram(), *_ids(), *_csv(), *_parquet()]


ROWS = (
    {"id": "a1", "title": FA_TITLE, "text": FA, "published": "2022-07-03"},
    {"id": "a2", "title": PRS_TITLE, "text": PRS, "published": "1398-07-15"},
)


def written(value) -> str:
    """Return `value` as JSON with its letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def _file(name: str, kind: str, data, outcome: str = READ, **more) -> Case:
    defaults = {"has": (FA,)} if outcome == READ else {}
    return Case(f"{kind}/{name}", kind, data, outcome, **defaults | more)


def _json() -> list[Case]:
    good = written(list(ROWS))
    named = {
        "deep.json": ("[" * 100_000, REJECTED), "deep_closed.json": ("[" * 100_000 + "]" * 100_000, REJECTED),
        "deep_objects.json": ('{"a":' * 100_000 + "1" + "}" * 100_000, REJECTED),
        "deep_field.json": (good[:-2] + ', "x": ' + "[" * 5_000 + "]" * 5_000 + "}]", ANY),
        "integers.json": (good[:-2] + ', "n": ' + "9" * 5_000 + "}]", READ),
        "integer_as_text.json": (good.replace(written(PRS), "9" * 10_000), ANY),
        "float_huge.json": (good[:-2] + ', "n": 1e999999}]', READ),
        "nan.json": (good[:-2] + ', "n": NaN, "m": -Infinity}]', READ),
        "keys_twice.json": (good.replace('"title":', '"title": "خبر دیگر", "title":', 1), ANY),
        "truncated.json": (good[:-30], DOUBTFUL), "comma.json": (good[:-1] + ",]", DOUBTFUL),
        "comments.json": ("// خبر\n" + good, ANY), "single_quotes.json": (good.replace('"', "'"), REJECTED),
        "surrogate.json": (good.replace(MORE[:1], MORE[:1])[:-2] + ', "y": "\\ud800"}]', READ),
        "surrogate_in_text.json": (good.replace(FA, FA + " \\ud800"), DOUBTFUL),
        "nul_in_text.json": (good.replace(FA, FA + "\\u0000"), DOUBTFUL),
        "scalar.json": ('"خبر"', REJECTED), "number.json": ("1", REJECTED), "null.json": ("null", REJECTED),
        "empty_list.json": ("[]", REJECTED), "empty_object.json": ("{}", REJECTED),
        "no_text.json": ('[{"a": 1}]', REJECTED),
        "text_not_string.json": ('[{"text": {"a": [1]}}, {"text": 5}, {"text": null}]', ANY),
        "html_text.json": (good.replace(FA, f"<script>window.hit=1</script>{FA}"), READ),
        "prototype.json": (good[:-2] + ', "__proto__": {"x": 1}, "__class__": "os", "constructor": 1}]', READ),
        "two_values.json": (good + good, DOUBTFUL), "lines.json": ("\n".join(map(written, ROWS)), READ),
    }  # fmt: skip
    made = [_file(name, "json", text, outcome, lacks=("\0",)) for name, (text, outcome) in named.items()]
    return [
        *made,
        _file(
            "windows_1256.json",
            "json",
            good.replace("ی", "ي")
            .replace("\u200c", " ")
            .replace("۱", "1")
            .translate(dict(zip(map(ord, "۰۲۴۵۸۹۳"), "0245893", strict=True)))
            .encode("cp1256"),
            DOUBTFUL,
        ),
        _file("utf16.json", "json", good.encode("utf-16"), ANY, has=(FA,)),
        _file("pickle_by_name.json", "json", '{"py/object": "posix.system", "py/reduce": ["touch hit"]}', REJECTED),
        _file(
            "addresses.json", "json", lambda w: written([{**ROWS[0], "url": w.canary, "image": f"file://{w.secret}"}])
        ),
        _file(
            "path_as_text.json",
            "json",
            lambda w: written([{"id": "1", "title": "خبر", "text": str(w.secret)}]),
            READ,
            has=(),
        ),
    ]


def _lines() -> list[Case]:
    first, second = map(written, ROWS)
    return [
        _file("broken_line.jsonl", "jsonl", f"{first}\n{{broken\n{second}\n", WARNED, records=2, has=(FA, PRS)),
        _file("blank_lines.jsonl", "jsonl", f"\n\n{first}\n\n{second}\n\n", READ, records=2, has=(FA, PRS)),
        _file("crlf.ndjson", "jsonl", f"{first}\r\n{second}\r\n", READ, records=2, has=(FA, PRS)),
        _file("cut.jsonl", "jsonl", f"{first}\n{second[:40]}", WARNED, has=(FA,)),
        _file("deep_line.jsonl", "jsonl", f"{first}\n{'[' * 100_000}\n{second}\n", WARNED, records=2, has=(FA, PRS)),
        _file("arrays.jsonl", "jsonl", f"[1, 2]\n{first}\n5\n", WARNED, has=(FA,)),
        _file(
            "separators.jsonl", "jsonl", first.replace("ر", "ر\u2028") + f"\n{second}\n", READ, records=2, has=(PRS,)
        ),
        _file("bad_bytes.jsonl", "jsonl", first.encode() + b'\n{"text": "\xff\xfe"}\n' + second.encode(), DOUBTFUL),
        _file("nothing.jsonl", "jsonl", "\n \n", REJECTED, code="empty"),
        _file(
            "rows_50_000.jsonl",
            "jsonl",
            lambda w: "\n".join(f'{{"id": {n}, "text": "خبر {n}"}}' for n in range(50_000)),
            READ,
            records=50_000,
            has=(),
            soak=True,
        ),
    ]


def message(number, text, **more) -> dict:
    """Return a message of a Telegram export."""
    return {"id": number, "type": "message", "date": "2022-07-03T10:00:00", "from": "کانال نمونه", "text": text} | more


def export(*messages: dict, **more) -> dict:
    """Return a Telegram export of one channel."""
    return {"name": "کانال نمونه", "type": "public_channel", "id": 1, "messages": list(messages)} | more


def _telegram() -> list[Case]:
    def told(name: str, value, outcome: str = READ, **more) -> Case:
        return _file(
            f"{name}/result.json", "telegram", written(value) if not callable(value) else value, outcome, **more
        )

    entities = [
        "خبر ",
        {"type": "link", "text": "javascript:hit"},
        {"type": "text_link", "text": FA, "href": "file:///etc/passwd"},
    ]
    service = {"id": 3, "type": "service", "date": "2022-07-03T10:00:00", "action": "pin_message", "text": "سنجاق"}
    return [
        told("good", export(message(1, FA), message(2, PRS)), records=2, has=(FA, PRS)),
        told("ids_alike", export(message(7, FA), message(7, PRS)), records=2, has=(FA, PRS)),
        told(
            "ids_odd",
            export(message("a#b/..\n", FA), message(None, PRS), message(-5, AR)),
            records=3,
            has=(FA, PRS, AR),
        ),
        told("entities", export(message(1, entities))),
        told("entities_deep", export(message(1, [FA, {"type": "x", "text": ["y", {"text": {}}]}])), ANY, has=(FA,)),
        told("service", export(message(1, FA), service), lacks=("سنجاق",)),
        told("service_only", export(service), REJECTED),
        told("no_messages", export(), REJECTED),
        told("messages_wrong", export(messages={"a": 1}), REJECTED),
        told(
            "day_odd",
            export(message(1, FA, date="2022-02-31T99:00:00"), message(2, PRS, date=None)),
            records=2,
            has=(FA, PRS),
        ),
        told("photo_climbs", lambda w: written(export(message(1, FA, photo=str(w.secret), file="../../secret.txt")))),
        told(
            "account",
            {"chats": {"list": [export(message(1, FA)), export(message(1, PRS), id=2, name="دوم")]}},
            records=2,
            has=(FA, PRS),
        ),
        told("texts_missing", export(message(1, FA), {"id": 2, "type": "message"}, {}, "x", None), ANY, has=(FA,)),
    ]


def _ids() -> list[Case]:
    """Rows whose id is taken, empty, long, or looks like a place in another file."""
    odd = [
        "7",
        "7",
        "",
        "a#b",
        "../../x",
        "a\nb",
        "x" * 10_000,
        "__proto__",
        "1:5-9",
        "NaN",
        "00012",
        "=1+1",
        "\u202ea",
        "0",
        " 7 ",
    ]
    rows = [{"id": name, "title": f"خبر {n}", "text": f"{FA} شماره {n}"} for n, name in enumerate(odd)]
    mixed = [
        {"id": value, "text": f"{PRS} {n}"} for n, value in enumerate([1, 1.0, "1", True, None, [1], {"a": 1}, 10**30])
    ]
    table = "id,title,text\n" + "".join(f'"{r["id"]}",{r["title"]},{r["text"]}\n' for r in rows)
    return [
        _file("odd.json", "ids", written(rows), records=len(rows)),
        _file("odd.csv", "ids", table, records=len(rows)),
        _file("kinds.json", "ids", written(mixed), records=len(mixed), has=(PRS,)),
        _file(
            "alike_1_000.jsonl",
            "ids",
            "\n".join(written({"id": 1, "text": f"{FA} {n}"}) for n in range(1_000)),
            records=1_000,
        ),
        # The very same row twice: the source says it twice, and two records it stays.
        _file("same_rows.csv", "ids", f"id,text\n7,{PRS}\n7,{PRS}\n", records=2, has=(PRS,)),
    ]


def _csv() -> list[Case]:
    good = f"id,title,text\n00012,NA,{FA}\n2,{PRS_TITLE},{PRS}\n"
    wide = ",".join(f"c{n}" for n in range(10_000))
    return [
        _file("quote_open.csv", "csv", good + f'3,خبر,"{AR}\n4,خبر,{AR}\n', DOUBTFUL, has=(FA,)),
        _file(
            "cell_of_10_mb.csv", "csv", lambda w: good + f'3,خبر,"{"خبر " * 1_400_000}"\n', ANY, has=(FA,), soak=True
        ),
        _file("cell_of_200_kb.csv", "csv", lambda w: good + f'3,خبر,"{"خبر " * 30_000}"\n', has=(FA, PRS)),
        _file("columns_10_000.csv", "csv", f"id,text,{wide}\n1,{FA},{wide}\n"),
        _file(
            "newlines_mixed.csv",
            "csv",
            f"id,title,text\r\n1,{FA_TITLE},{FA}\r2,{PRS_TITLE},{PRS}\n3,{AR_TITLE},{AR}\n",
            ANY,
            has=(FA,),
        ),
        _file("nul.csv", "csv", good.replace("NA", "خ\0بر"), DOUBTFUL, lacks=("\0",)),
        _file("rows_uneven.csv", "csv", good + f"3\n4,a,b,c,d\n,,\n5,خبر,{AR}\n", READ, has=(FA, AR)),
        _file("no_head.csv", "csv", f"1,{FA}\n2,{PRS}\n", ANY),
        _file("no_text_column.csv", "csv", "a,b\n1,2\n3,4\n", REJECTED),
        _file("head_only.csv", "csv", "id,title,text\n", REJECTED),
        _file("head_twice.csv", "csv", f"text,text\n{FA},{PRS}\n", ANY),
        _file("bom_semicolon.csv", "csv", "\ufeff" + good.replace(",", ";"), READ, records=2, has=(FA, PRS)),
        _file("separator_line.csv", "csv", "sep=;\n" + good.replace(",", ";"), ANY),
        _file(
            "formulas.csv",
            "csv",
            f"id,title,text\n1,=cmd|' /C calc'!A0,{FA}\n2,@SUM(1),{PRS}\n",
            READ,
            records=2,
            has=(FA, PRS),
        ),
        _file("markup.csv", "csv", f"id,title,text\n1,<img src=x onerror=hit>,{FA}\n", READ),
        _file(
            "addresses.csv",
            "csv",
            lambda w: f"id,url,text\n1,{w.canary},{FA}\n2,file://{w.secret},{PRS}\n",
            READ,
            records=2,
        ),
        _file(
            "windows_1256.csv",
            "csv",
            ("id,text\n1," + AR + "\n2," + AR.replace("2021", "2019") + "\n").encode("cp1256"),
            WARNED,
            has=(AR,),
        ),
        _file("utf16_tabs.csv", "csv", good.replace(",", "\t").encode("utf-16"), ANY, has=(FA,)),
        _file("one_column.csv", "csv", f"text\n{FA}\n{PRS}\n", READ, records=2, has=(FA, PRS)),
        _file("quotes_wild.csv", "csv", f'id,text\n1,""a"" "b" {FA}\n2,"x""{PRS}"\n', ANY),
        _file(
            "days_odd.csv",
            "csv",
            f"id,published,text\n1,2022-02-31,{FA}\n2,31/31/31,{PRS}\n3,99999-01-01,{AR}\n",
            READ,
            records=3,
        ),
        _file("only_commas.csv", "csv", ",,,,\n" * 500, REJECTED),
        _file("noise.csv", "csv", bytes(range(256)) * 40, REJECTED),
        _file(
            "rows_100_000.csv",
            "csv",
            lambda w: "id,text\n" + "".join(f"{n},خبر {n}\n" for n in range(100_000)),
            READ,
            records=100_000,
            has=(),
            soak=True,
        ),
    ]


def parquet(table: pa.Table | None = None, **more) -> bytes:
    """Return a Parquet file, of the two rows unless told."""
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(ROWS)) if table is None else table, sink, **more)
    return sink.getvalue()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def _parquet() -> list[Case]:
    good = parquet()
    foot = len(good) - 8 - int.from_bytes(good[-8:-4], "little")
    places = (0, 4, 30, foot // 2, foot + 1, foot + 3, foot + 9, foot + 20, foot + 60, foot + 150, len(good) - 6, -1)
    flips = [
        _file(f"flipped_{n}.parquet", "parquet", _flipped(good, at % len(good)), ANY) for n, at in enumerate(places)
    ]
    nested = pa.Table.from_pylist([{**ROWS[0], "more": {"a": [{"b": 1}]}, "tags": ["x", "y"]}])
    pickled = pa.table({"text": [FA]}).replace_schema_metadata(
        {b"pandas": b"\x80\x04cposix\nsystem\n(S'touch hit'\ntR."}
    )
    binary = pa.table({"text": pa.array([FA.encode(), b"\xff\xfe"], pa.binary())})
    bad_utf8 = pa.table(
        {
            "text": pa.Array.from_buffers(
                pa.string(), 1, [None, pa.py_buffer(np.array([0, 4], "int32")), pa.py_buffer(b"\xff\xfea\xd9")]
            )
        }
    )
    return [
        *flips,
        _file("good.parquet", "parquet", good, READ, records=2, has=(FA, PRS)),
        _file("truncated.parquet", "parquet", good[: len(good) // 2], REJECTED),
        _file("foot_only.parquet", "parquet", b"PAR1" + good[foot:], ANY),
        _file("head_only.parquet", "parquet", b"PAR1", REJECTED),
        _file("foot_length_lies.parquet", "parquet", good[:-8] + b"\xff\xff\xff\x7f" + b"PAR1", REJECTED),
        _file("nested.parquet", "parquet", parquet(nested), READ),
        _file("pickled_metadata.parquet", "parquet", parquet(pickled), ANY),
        _file("binary.parquet", "parquet", parquet(binary), ANY),
        _file("bad_utf8.parquet", "parquet", parquet(bad_utf8), DOUBTFUL),
        _file("no_rows.parquet", "parquet", parquet(pa.Table.from_pylist(list(ROWS)).slice(0, 0)), REJECTED),
        _file("no_text_column.parquet", "parquet", parquet(pa.table({"a": [1, 2]})), REJECTED),
        _file(
            "dictionary.parquet",
            "parquet",
            parquet(pa.table({"text": pa.array([FA, PRS]).dictionary_encode()})),
            READ,
            records=2,
            has=(FA, PRS),
        ),
        _file("large_string.parquet", "parquet", parquet(pa.table({"text": pa.array([FA], pa.large_string())})), READ),
        _file(
            "days.parquet",
            "parquet",
            parquet(pa.table({"text": [FA], "published": pa.array([19_176], pa.date32())})),
            READ,
        ),
        _file("nulls.parquet", "parquet", parquet(pa.table({"id": ["1", None], "text": [FA, None]})), READ),
        _file("rows_told_wrong.parquet", "parquet", _many_told(), DOUBTFUL),
        # Fifty million rows of one word take a few kilobytes, and gigabytes when they are laid out.
        _file("bomb_rows.parquet", "parquet", lambda w: _equal_rows(50_000_000), REJECTED, soak=True),
        _file(
            "bomb_text.parquet",
            "parquet",
            lambda w: parquet(pa.table({"text": ["خبر " * 200_000] * 1_000}), compression="zstd"),
            REJECTED,
            code="too_much_memory/too_large",
            soak=True,
        ),
        _file("encrypted.parquet", "parquet", b"PARE" + good[4:-4] + b"PARE", REJECTED),
    ]


def _many_told() -> bytes:
    """A thousand rows whose footer tells eight thousand: both numbers have two bytes in the footer."""
    data = parquet(pa.table({"text": [f"خبر {n}" for n in range(1_000)]}))
    foot = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return data[:foot] + data[foot:].replace(b"\xd0\x0f", b"\xfe\x7f")


def _equal_rows(count: int) -> bytes:
    sink = io.BytesIO()
    one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(5_000_000, "int32")), ["خبر"])
    with pq.ParquetWriter(sink, pa.schema({"text": one.type})) as writer:
        for _ in range(count // 5_000_000):
            writer.write_table(pa.table({"text": one}), row_group_size=5_000_000)
    return sink.getvalue()
