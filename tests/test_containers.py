"""Zips and XML: what is checked before a byte is inflated, and what a member's directory may not lie about."""

import io
import struct
import zipfile

import pytest

from helpers import sources
from helpers.sources import containers
from helpers.sources.record import Refused

REPORT = "نشست کارشناسان\n\nنشست کارشناسان در تالار وزارت برگزار شد."


def made(members: dict[str, str | bytes], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(tmp_path, data: bytes, name: str = "a.zip") -> sources.Reading:
    (tmp_path / name).write_bytes(data)
    entry = next(each for each in sources.walk(tmp_path) if each.file == name)
    return sources.read(entry, *sources.load(entry))


def test_each_member_is_a_file_of_its_own(tmp_path):
    reading = read(tmp_path, made({"b/ی.txt": REPORT, "a.html": f"<h1>خبر نخست</h1><p>{REPORT}</p>"}))
    assert [each.record for each in reading.records] == ["a.html/0", "b/ی.txt/0"]
    assert reading.records[1].place_in_file.startswith("b/ی.txt, ") and reading.records[1].start is None
    assert reading.warnings == () and "2 members, 2 read" in reading.notes


def test_a_member_that_is_refused_costs_itself_and_is_told(tmp_path):
    members = {"good.txt": REPORT, "old.doc": b"\xd0\xcf\x11\xe0", "inner.zip": made({"a.txt": REPORT}), "x.jpg": b"x"}
    reading = read(tmp_path, made(members))
    assert [each.record for each in reading.records] == ["good.txt/0"]
    said = reading.warnings[0]
    assert said.startswith("3 of 4 members were not read") and "nested" in said and "picture" in said


def test_when_no_member_is_read_the_zip_is_rejected(tmp_path):
    reading = read(tmp_path, made({"x.jpg": b"x", "../../etc/passwd.txt": REPORT}))
    assert reading.code == "members" and "leads out" in reading.reason
    assert read(tmp_path, made({}), "none.zip").code == "empty"


@pytest.mark.parametrize("name", ["/etc/a.txt", "..\\a.txt", "C:\\a.txt", "a/../../b.txt"])
def test_a_path_out_of_the_archive_is_unsafe(name):
    assert containers.trouble(zipfile.ZipInfo(name)).code == "unsafe"


def test_a_link_and_a_lock_are_not_opened():
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    locked = zipfile.ZipInfo("a.txt")
    locked.flag_bits = 1
    assert (containers.trouble(link).code, containers.trouble(locked).code) == ("link", "encrypted")
    assert containers.trouble(zipfile.ZipInfo("اخبار/a.txt")) is None


def test_a_bomb_is_seen_before_it_is_inflated():
    data = made({"a.txt": b"0" * 30_000_000})
    archive = containers.opened(data)
    assert containers.trouble(archive.infolist()[0]).code == "unsafe"
    with pytest.raises(Refused, match="claim more") as refused:
        containers.opened(made({f"{n}.txt": b"0" * 40_000_000 for n in range(26)}))
    assert refused.value.code == "unsafe"


def test_too_many_members_are_refused():
    with pytest.raises(Refused, match="10001 files") as refused:
        containers.opened(made({f"{n}.txt": "" for n in range(10_001)}))
    assert refused.value.code == "too_many"


def test_members_that_share_their_bytes_are_refused():
    """One stored block under two names: 42 kB become gigabytes so."""
    data = bytearray(made({"a.txt": REPORT, "b.txt": REPORT}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)  # the second member is said to begin where the first does
    with pytest.raises(Refused, match="share their bytes"):
        containers.opened(bytes(data))


def test_a_length_that_lies_is_found_while_inflating():
    data = bytearray(made({"a.txt": REPORT * 20}))
    entry = data.find(b"PK\x01\x02")
    for at in (entry + 24, 22):
        data[at : at + 4] = struct.pack("<L", 10)
    archive = containers.opened(bytes(data))
    with pytest.raises(Refused) as refused:
        containers.content(archive, archive.infolist()[0])
    assert refused.value.code in ("unsafe", "damaged")


def test_a_doubled_name_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.txt", REPORT)
        archive.writestr("a.txt", REPORT * 2)
    assert read(tmp_path, out.getvalue()).code == "unsafe"


def test_a_flipped_byte_is_found(tmp_path):
    data = bytearray(made({"a.txt": REPORT * 50}))
    data[60] ^= 0xFF
    assert "damaged" in read(tmp_path, bytes(data)).reason
    assert read(tmp_path, bytes(data[:40]), "cut.zip").code == "damaged"


BOMB = "<!DOCTYPE a [<!ENTITY b 'x'>" + "".join(f"<!ENTITY b{n} '{'&b;' * 10}'>" for n in range(9)) + "]><a>&b8;</a>"


@pytest.mark.parametrize(
    "text, code",
    [
        (BOMB, "unsafe"),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "unsafe"),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "unsafe"),
        ("<a>" * 5000 + "</a>" * 5000, "damaged"),
        ("<a><b></a>", "damaged"),
    ],
)
def test_xml_with_tricks_is_refused(text, code):
    with pytest.raises(Refused) as refused:
        containers.xml(text.encode(), "word/document.xml")
    assert refused.value.code == code


def test_a_workbook_is_vetted_before_a_library_opens_it():
    with pytest.raises(Refused, match="DOCTYPE"):
        containers.vetted(made({"xl/workbook.xml": BOMB}))
    assert containers.vetted(made({"xl/workbook.xml": "<a/>"}))
