"""The bytes of a zip (an archive, a Word document, a workbook) come in, checked members and XML without tricks go out.

Knows directories of zips and the harm that XML can do; must not know what the members say.
"""

import io
import re
import stat
import zipfile
import zlib
from itertools import pairwise

from lxml import etree

from helpers.sources.record import Refused

LARGEST_MEMBER = 50_000_000
LARGEST_SUM = 1_000_000_000
MOST_MEMBERS = 10_000
# Deflate reaches 1032 to 1; text reaches 20, the XML of an empty sheet 200.
_MOST_RATIO, _RATIO_FROM = 300, 1_000_000
_HEADER = 30  # bytes of the fixed part of a member's own header
_DRIVE = re.compile(r"^[A-Za-z]:")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)


def opened(data: bytes) -> zipfile.ZipFile:
    """Return the zip with its directory checked; raises Refused (`damaged`, `too_many`, `unsafe`).

    Checked before a byte is inflated: how many members, their sum, members that share bytes, doubled names.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE as error:
        raise Refused("damaged", "its directory cannot be read (cut or damaged): get it again") from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused("too_many", f"it holds {len(members)} files; the most is {MOST_MEMBERS}: split it")
    if sum(each.file_size for each in members) > LARGEST_SUM:
        raise Refused("unsafe", f"its files claim more than {LARGEST_SUM} bytes (a zip bomb?): unpack it yourself")
    if _overlap(members):
        raise Refused("unsafe", "its files share their bytes (a zip bomb): get it from a source you trust")
    return archive


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members lie on the same bytes: how 42 kB become 5 GB without any one ratio being high."""
    places = sorted((each.header_offset, each.compress_size) for each in members)
    return any(first + _HEADER + size > second for (first, size), (second, _) in pairwise(places))


def trouble(info: zipfile.ZipInfo) -> Refused | None:
    """Why a member is not to be opened, from its row in the directory; None when it may be."""
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts or "\0" in name:
        return Refused("unsafe", "its path leads out of the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Refused("link", "a link is not followed")
    if info.flag_bits & 0x1:
        return Refused("encrypted", "it is locked with a password: save it without one")
    if info.file_size > LARGEST_MEMBER:
        return Refused("too_large", f"{info.file_size} bytes; the most is {LARGEST_MEMBER}: split it")
    if info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * max(1, info.compress_size):
        return Refused("unsafe", "it would grow more than text can (a zip bomb)")
    return None


def content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member, counted while they are inflated: a directory may lie. Raises Refused."""
    if refusal := trouble(info):
        raise refusal
    try:
        with archive.open(info) as handle:
            data = handle.read(min(info.file_size, LARGEST_MEMBER) + 1)
            more = handle.read(1)
    except _UNREADABLE as error:
        raise Refused(
            "damaged", f"{info.filename} cannot be unpacked ({type(error).__name__}): get it again"
        ) from error
    if len(data) != info.file_size or more:
        raise Refused("unsafe", f"{info.filename} is not as long as the directory says")
    return data


def vetted(data: bytes) -> bytes:
    """Return `data`, a zip of XML parts that a library will open itself; raises Refused where `xml` would."""
    with opened(data) as archive:
        for info in archive.infolist():
            if refusal := trouble(info):
                raise refusal
            if info.filename.endswith((".xml", ".rels")):
                with archive.open(info) as part:
                    head = part.read(4096).replace(b"\0", b"")
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise Refused("unsafe", f"{info.filename} has a DOCTYPE, which no document needs and attacks use")
    return data


def member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return the bytes of the one member of that name, None when there is none; raises Refused for two."""
    found = [each for each in archive.infolist() if each.filename == name]
    if len(found) > 1:
        raise Refused("unsafe", f"it holds {name} twice: two programs would show two texts")
    return content(archive, found[0]) if found else None


def xml(data: bytes, name: str) -> etree._Element:
    """Return the root of an XML part. Raises Refused for a DOCTYPE, an entity, nesting past 256, a broken part."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        told = f"{name}, line {error.lineno}: {error.msg}"[:160]
        raise Refused("damaged", f"its XML is broken ({told}): save it again in its program") from error
    tree = root.getroottree()
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise Refused("unsafe", f"{name} has a DOCTYPE, which no document needs and attacks use")
    return root
