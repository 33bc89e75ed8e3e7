"""Names, links and things that are no files: what a walk may meet, and what it must neither open nor follow.

An entry that this system cannot have (a device without rights, a name of odd bytes on macOS) is left out.
"""

import os
import socket
import stat
from pathlib import Path

from hostile.cases import DARI, FA, LOADS, READ, REJECTED, REPORT, Case, World


def cases() -> list[Case]:
    """Every case of a path."""
    return [*_links(), *_no_files(), *_names(), *_furniture()]


def _link(name: str, target, outcome: str = REJECTED, code: str = "link") -> Case:
    def place(path: Path, world: World) -> None:
        path.symlink_to(target(path, world))

    return Case(f"paths/{name}", "paths", outcome=outcome, code=code, place=place)


def _links() -> list[Case]:
    return [
        _link("link_to_secret.txt", lambda path, world: world.secret),
        _link("link_relative.txt", lambda path, world: os.path.relpath(world.secret, path.parent)),
        _link("link_to_itself.txt", lambda path, world: path.name),
        _link("link_to_nothing.txt", lambda path, world: "nowhere.txt"),
        _link("link_to_device.txt", lambda path, world: "/dev/zero"),
        _link("link_to_folder", lambda path, world: world.secret.parent),
        _link("link_to_root.txt", lambda path, world: "/"),
        _link("link_upwards", lambda path, world: ".."),
        _link("link_to_memory.txt", lambda path, world: "/proc/self/environ"),
        _link("link.html", lambda path, world: world.secret),
        _link("link.docx", lambda path, world: world.secret),
        _link("link.zip", lambda path, world: world.secret),
        # A second name of one file is a file: it cannot be told from the first, and loads as a document of its own.
        Case("paths/hard_link_first.txt", "paths", REPORT, has=(FA,)),
        Case("paths/hard_link.txt", "paths", outcome=LOADS, has=(FA,), place=_hard_link),
    ]


def _hard_link(path: Path, world: World) -> None:
    os.link(path.with_name("hard_link_first.txt"), path)


def _no_files() -> list[Case]:
    def device(kind: int, number: tuple[int, int]):
        return lambda path, world: os.mknod(path, kind | 0o600, os.makedev(*number))

    def refused(name: str, place, code: str = "not_a_file") -> Case:
        return Case(f"paths/{name}", "paths", outcome=REJECTED, code=code, place=place)

    return [
        refused("pipe.txt", lambda path, world: os.mkfifo(path)),
        refused("pipe.pdf", lambda path, world: os.mkfifo(path)),
        refused("pipe.zip", lambda path, world: os.mkfifo(path)),
        refused("socket.txt", _socket),
        refused("device.txt", device(stat.S_IFCHR, (1, 5))),
        refused("block.txt", device(stat.S_IFBLK, (7, 0))),
        refused("folder.txt", lambda path, world: path.mkdir(), "folder"),
        refused("folder.docx", _full_folder, "folder"),
        refused("folder.zip", lambda path, world: path.mkdir(), "folder"),
    ]


def _socket(path: Path, world: World) -> None:
    # A socket's path may have about a hundred bytes: it is bound by a short name and then moved.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _full_folder(path: Path, world: World) -> None:
    path.mkdir()
    (path / "inside.txt").write_text(REPORT, encoding="utf-8")


def _bytes_name(name: bytes):
    def place(path: Path, world: World) -> None:
        Path(os.fsdecode(os.fsencode(path.parent) + b"/" + name)).write_text(REPORT, encoding="utf-8")

    return place


def _names() -> list[Case]:
    long = "ن" * 125 + ".txt"  # 254 bytes: one letter more and no system has it
    texts = {
        f"names/{long}": "long", "names/گزارش\u202etxt.exe.txt": "override", "names/=cmd|calc.txt": "formula",
        "names/<img src=x onerror=hit>.txt": "markup", "names/a\nb.txt": "newline", "names/a#b:1-2.txt": "marks of ids",
        "names/.txt.txt": "dots", "names/-rf.txt": "option", "names/$(touch hit).txt": "shell",
        "names/%2e%2e%2f.txt": "percent",
        "names/'quote\"s'.txt": "quotes", "names/ spaces  .txt": "spaces", "names/CON.txt": "device of DOS",
        "names/http:__x.txt": "address", "names/a\u200c\u200bb.txt": "zero width", "names/a\\..\\b.txt": "back slashes",
        "names/UPPER.TXT": "capitals", "names/{}{0}%s%n.txt": "formats", "names/tab\tname.txt": "tab",
        f"{'names/' + 'd/' * 60}deep.txt": "deep", "names/v1.2/2024.01/a.txt": "dots of folders",
    }  # fmt: skip
    made = [Case(name, "names", REPORT, READ, has=(FA,)) for name in texts]
    # Two names that look alike and are two: composed and decomposed letters.
    made += [Case("names/\u0622.txt", "names", REPORT, READ), Case("names/\u0627\u0653.txt", "names", DARI, READ)]
    odd = {b"caf\xe9.txt": r"caf\udce9.txt", b"\xff\xfe.txt": r"\udcff\udcfe.txt"}
    made += [
        Case(f"odd/{told}", "names", outcome=READ, has=(FA,), place=_bytes_name(name)) for name, told in odd.items()
    ]
    return made


def _furniture() -> list[Case]:
    refused = ("Thumbs.db", "desktop.ini", ".DS_Store", "~$report.docx")
    unread = ("no_suffix", "a.txt.bak", "a.exe", "a.mp4", "a.7z", "a.tar.gz", "a.doc", "a.odt", "a.eml", "a.sh", "a.py")
    return [
        *(Case(f"furniture/{name}", "furniture", REPORT, REJECTED) for name in refused),
        *(Case(f"furniture/{name}", "furniture", b"\x00\x01" + REPORT.encode(), REJECTED) for name in unread),
    ]
