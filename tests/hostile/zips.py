"""Archives that lie, swell, nest or climb: the directory says what is in them, and only the bytes are true.

A good member beside a bad one may still be read; then a warning names what was left.
"""

import io
import struct
import zipfile
import zlib

from hostile.cases import ANY, ARABIC, DARI, DOUBTFUL, FA, PRS, READ, REJECTED, REPORT, WARNED, Case, World


def packed(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of `members`, with the same bytes on every machine."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return sink.getvalue()


def zeros(size: int, letter: bytes = b"\0") -> tuple[bytes, int]:
    """Return a raw deflate stream of `size` equal bytes (whole megabytes) and its CRC, made without holding them."""
    block = letter * 1_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(block)
    packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush every block is packed to the same bytes.
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(size // 1_000_000):
        crc = zlib.crc32(block, crc)
    return again * (size // 1_000_000) + packer.flush(zlib.Z_FINISH), crc


def raw(members: list[tuple[bytes, bytes, int, int, int]], shared: bool = False) -> bytes:
    """Return a zip of (name, packed bytes, method, size told, CRC told); `shared`: all have the first one's bytes."""
    body, directory = bytearray(), bytearray()
    for number, (name, data, method, size, crc) in enumerate(members):
        at = 0 if shared else len(body)
        if not shared or number == 0:
            body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0x800, method, 0, 33, crc, len(data), size, len(name), 0)
            body += name + data
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0x800, method, 0, 33, crc, len(data), size, len(name), 0, 0, 0, 0, 0, at
        ) + name  # fmt: skip
    return bytes(body + directory) + _end(len(members), len(directory), len(body))


def _end(count: int, size: int, at: int) -> bytes:
    count = min(count, 0xFFFF)
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, at, 0)


def quoted_overlap(files: int, kernel: int) -> bytes:
    """Return a zip whose members lie inside one another: each one's stream quotes the next one's header.

    After D. Fifield, A better zip bomb (2019): a stored block of deflate holds the next local header.
    """
    data, crc = zeros(kernel)
    content = None  # CRCs of the outer members are left wrong: reading any of them must not get that far
    blocks, size = data, kernel
    body = b""
    headers = []
    for number in reversed(range(files)):
        name = f"{number:04d}.txt".encode()
        if content is not None:
            quoted = body[:content]
            blocks = struct.pack("<BHH", 0, len(quoted), 0xFFFF ^ len(quoted)) + body
            size += len(quoted)
        head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, crc, len(blocks), size, len(name), 0) + name
        headers.append((name, len(blocks), size))
        body, content = head + blocks, len(head)
    directory, at = b"", 0
    for name, length, told in reversed(headers):
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, length, told, len(name), 0, 0, 0, 0, 0, at
        ) + name  # fmt: skip
        at += 30 + len(name) + 5
    return body + directory + _end(files, len(directory), len(body))


def cases() -> list[Case]:
    """Every case of an archive."""
    return [*_bombs(), *_lies(), *_members(), *_broken()]


def _zip(name: str, data, outcome: str = REJECTED, **more) -> Case:
    return Case(f"zip/{name}.zip", "zip", data, outcome, **more)


def _bomb(size: int, letter: bytes = b"\0") -> bytes:
    data, crc = zeros(size, letter)
    return raw([(b"bomb.txt", data, 8, size, crc)])


def _nested(depth: int, wide: int = 1) -> bytes:
    inner = packed({"report.txt": REPORT})
    for level in range(depth):
        inner = packed({f"level_{level}_{n}.zip": inner for n in range(wide)})
    return inner


def _bombs() -> list[Case]:
    many = [(f"{n}.txt".encode(), b"", 0, 0, 0) for n in range(100_000)]
    data, crc = zeros(40_000_000, b"a")
    wide = [(f"{n}.txt".encode(), data, 8, 40_000_000, crc) for n in range(50)]
    return [
        _zip("bomb_ratio", lambda world: _bomb(400_000_000), lacks=("\0",)),
        _zip("bomb_letters", lambda world: _bomb(200_000_000, b"a")),
        _zip("bomb_wide", lambda world: raw(wide)),
        _zip(
            "bomb_overlap",
            lambda world: raw([(f"{n}.txt".encode(), data, 8, 40_000_000, crc) for n in range(900)], True),
        ),
        _zip("bomb_quoted", lambda world: quoted_overlap(250, 2_000_000)),
        _zip("bomb_nested", lambda world: _nested(5, 10)),
        _zip("nested_30", lambda world: _nested(30)),
        _zip("members_100_000", lambda world: raw(many)),
    ]


def _flagged(data: bytes, flag: int) -> bytes:
    """Set a bit of the flags in both headers of a zip with one member."""
    local = bytearray(data)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = local.index(mark) + offset
        local[at] |= flag
    return bytes(local)


def _count(data: bytes, members: int) -> bytes:
    """Let the end record of a zip tell another number of members."""
    return data[:-14] + struct.pack("<2H", members, members) + data[-10:]


def _lies() -> list[Case]:
    text = REPORT.encode()
    data, crc = zeros(60_000_000, b"a")
    deflated = zlib.compress(text, 9)[2:-4]
    right = zlib.crc32(text)
    return [
        _zip("says_small", lambda world: raw([(b"a.txt", data, 8, 10, crc)])),
        _zip("says_huge", raw([(b"a.txt", deflated, 8, 0xFFFFFFF0, right)])),
        _zip("says_another_crc", raw([(b"a.txt", deflated, 8, len(text), right ^ 1)])),
        _zip("says_more_members", _count(packed({"a.txt": text}), 900), ANY),
        _zip("encrypted", _flagged(packed({"a.txt": text}, zipfile.ZIP_STORED), 1)),
        _zip("method_99", raw([(b"a.txt", deflated, 99, len(text), right)])),
        _zip("reserved_name", raw([(b"a\0.exe.txt", deflated, 8, len(text), right)]), ANY, lacks=("\0",)),
        _zip("empty_name", raw([(b"", deflated, 8, len(text), right)]), ANY),
    ]


def _symlink(target: str, beside: bool) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, target)
        if beside:
            archive.writestr(zipfile.ZipInfo("good.txt"), REPORT)
    return sink.getvalue()


def _members() -> list[Case]:
    def climbing(name: str, secret: bool = False):
        return lambda world: packed({str(world.secret) if secret else name: DARI, "good.txt": REPORT})

    return [
        _zip("climbs", climbing("../../climbed.txt"), DOUBTFUL),
        _zip("climbs_back_slashes", climbing("..\\..\\climbed.txt"), DOUBTFUL),
        _zip("absolute", climbing("/tmp/climbed.txt"), DOUBTFUL),
        _zip("absolute_secret", climbing("", True), DOUBTFUL),
        _zip("drive", climbing("C:\\climbed.txt"), DOUBTFUL),
        _zip("link", lambda world: _symlink(str(world.secret), False)),
        _zip("link_beside_good", lambda world: _symlink(str(world.secret), True), DOUBTFUL, has=(FA,)),
        _zip("duplicates", raw([_member(b"a.txt", REPORT), _member(b"a.txt", DARI)]), DOUBTFUL),
        _zip("duplicates_by_case", raw([_member(b"a.txt", REPORT), _member(b"A.TXT", DARI)]), ANY),
        _zip("programs", packed({"a.exe": b"MZ", "b.sh": "touch hit"}), REJECTED),
        _zip("mixed", packed({"a.txt": REPORT, "b.exe": b"MZ", "c.pdf": b"%PDF-"}), WARNED, has=(FA,)),
        _zip("folders_only", packed({"a/": "", "b/c/": ""})),
        _zip(
            "furniture",
            packed({"__MACOSX/._a.txt": b"\0\5\x16\7", ".DS_Store": b"\0", "a.txt": REPORT}),
            READ,
            has=(FA,),
        ),
        _zip(
            "hostile_names",
            packed({"=cmd|calc.txt": REPORT, "<img src=x>.txt": DARI, "a\u202e.txt": ARABIC}),
            READ,
            records=3,
        ),
        _zip("pickle_inside", packed({"a.pkl": b"cposix\nsystem\n(S'touch hit'\ntR."})),
        _zip("scan_inside", packed({"a.txt": REPORT, "broken.docx": b"PK\3\4 no more"}), WARNED, has=(FA,)),
    ]


def _member(name: bytes, text: str) -> tuple[bytes, bytes, int, int, int]:
    data = text.encode()
    return name, data, 0, len(data), zlib.crc32(data)


def _broken() -> list[Case]:
    good = packed({"a.txt": REPORT, "b.txt": DARI})
    return [
        _zip("truncated", good[: len(good) // 2]),
        _zip("no_directory", good[: good.rindex(b"PK\5\6")]),
        _zip("empty_archive", b"PK\5\6" + bytes(18)),
        _zip("empty_file", b"", REJECTED, code="empty"),
        _zip("noise", bytes(range(256)) * 40),
        _zip("head_only", b"PK\3\4"),
        _zip("two_in_one", packed({"x.txt": DARI}) + good, ANY),
        _zip("directory_points_out", good[:-6] + b"\xff\xff\xff\x7f\0\0"),
    ]


def in_zip(world: World, name: str, data: bytes) -> bytes:
    """Return a zip with one hostile file beside a good one: what its reader refuses must be said here too."""
    return packed({name: data, "good.txt": f"{PRS}\n"})
