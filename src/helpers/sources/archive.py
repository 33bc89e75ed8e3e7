"""An opened zip comes in, its members in the order of their names go out.

Knows the directory of an archive; must not know what a member says or who reads it.
"""

import zipfile
from collections import Counter

from helpers.sources.record import Refused


def members(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members that are files, sorted by name; raises Refused when the archive itself is not to be read."""
    found = [each for each in opened.infolist() if not each.is_dir()]
    for info in found:
        info.filename = _name(info)
    twice = [name for name, count in Counter(each.filename for each in found).items() if count > 1]
    if twice:
        raise Refused("unsafe", f"it holds {twice[0]} twice: two programs would unpack two texts")
    if not found:
        raise Refused("empty", "it holds no file")
    return sorted(found, key=lambda each: each.filename)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name. Windows writes «اخبار» in its own encoding without saying so; then it is no UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp1256"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
