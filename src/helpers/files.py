"""Whole files: comes in bytes and a name, goes out a file that is there whole or not at all, or one sentence that says
why not. It must not know what is in a file.
"""

import errno
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path

from helpers import labels

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell; the day of today would change every export


def file_name(name: str) -> str:
    """Return a name that is one file in one folder on every system; Persian letters stay."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "_", labels.clean(name).replace("␀", "")).strip(" ._")
    while len(name.encode()) > 200:  # most file systems hold 255 bytes, and a Persian letter takes two
        name = name[:-1]
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", name.split(".")[0]):
        name = f"_{name}"
    return name or "figure"


def folder(given: str | os.PathLike | None) -> Path:
    """Return the folder for exports, made where it is missing: `given`, else RUZNAMA_OUT, else `exports`.

    Raises OSError with the folder and the remedy.
    """
    path = Path(given if given is not None else os.environ.get("RUZNAMA_OUT") or "exports")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"The folder {path} cannot be made ({error.strerror}): choose another folder.") from error
    return path


def write(path: Path, content: bytes) -> Path:
    """Write beside, then rename: whoever looks sees the old file or the new one, never a half. Raises OSError."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".ruznama-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        remedy = "free some space" if error.errno == errno.ENOSPC else "choose another folder or allow writing there"
        raise OSError(
            f"{path} cannot be written ({error.strerror}): {remedy}. An older file stays as it is."
        ) from error
    return path


def same_zip(content: bytes) -> bytes:
    """Return a zip (an office file) without the day on which it was made: the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
