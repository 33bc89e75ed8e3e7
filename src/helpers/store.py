"""Generations of tables on disk: frames come in, whole and checked generations go out, old or new, never between.

Knows folders, locks and hashes; knows nothing of what the tables say.
"""

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

VERSION = 1
_POINTER = "current.json"
_MANIFEST = "manifest.json"
# What `replace` of a process that was killed leaves: the lock is ours, so nobody is writing it any more.
_HALF_WRITTEN = re.compile(r"\.(current|seen|stamp)\.json-\d+")


class StoreError(RuntimeError):
    """Tables that cannot be written or read; the sentence names the place and the remedy."""


class Corrupt(StoreError):
    """A part of a generation is missing or its bytes have changed."""


def lock(folder: Path) -> filelock.BaseFileLock:
    """Return the lock of a tables folder, which dies with its holder; makes the folder. Raises StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise cannot_write(folder, error.strerror) from error
    return filelock.FileLock(folder / ".lock", timeout=600)


def cannot_write(folder: Path, why: str | None) -> StoreError:
    """Return the error of a tables folder that cannot be written to, with the system's own words for it."""
    return StoreError(
        f"The tables cannot be written to {folder} ({why}): free space or give yourself the right to write there, or "
        "copy the data folder to a place of your own and point DATA= at the copy."
    )


def pointer(folder: Path) -> dict:
    """Return {`generation`, `previous`, `version`} of a tables folder, all empty when nothing was built yet.

    Raises StoreError when the tables were written by a newer version.
    """
    try:
        found = json.loads((folder / _POINTER).read_text(encoding="utf-8"))
        version, generation = int(found["version"]), str(found["generation"])
    except FileNotFoundError:
        return {"generation": "", "previous": "", "version": VERSION}
    except (OSError, ValueError, KeyError, TypeError):
        # A pointer that cannot be read points nowhere; the tables are made again from the documents.
        return {"generation": "", "previous": "", "version": VERSION}
    if version > VERSION:
        raise StoreError(
            f"The tables in {folder} were written by a newer ruznama (format {version}, this one reads {VERSION}): "
            "update ruznama, or delete that folder to build them anew."
        )
    if version < VERSION:
        return {"generation": "", "previous": "", "version": VERSION}
    return {"generation": generation, "previous": str(found.get("previous", "")), "version": version}


def write(folder: Path, generation: str, frames: dict[str, pd.DataFrame], facts: dict) -> None:
    """Write a generation whole and point to it; the one before stays, older ones go. Raises StoreError.

    frames: table name -> frame. facts: small JSON values kept in the manifest (hashes of rules and registry).
    """
    before = pointer(folder)
    try:
        if not _is_whole(folder / generation):
            _write_parts(folder, generation, frames, facts)
        previous = before["generation"] if before["generation"] != generation else before["previous"]
        told = {"generation": generation, "previous": previous, "version": VERSION}
        replace(folder / _POINTER, json.dumps(told, indent=1).encode())
    except OSError as error:
        raise cannot_write(folder, error.strerror) from error
    _sweep(folder, {generation, previous})


def _write_parts(folder: Path, generation: str, frames: dict[str, pd.DataFrame], facts: dict) -> None:
    making = folder / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    parts = {}
    for name, frame in frames.items():
        sink = io.BytesIO()
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, sink, compression="zstd", compression_level=1)
        parts[name] = hashlib.sha256(sink.getbuffer()).hexdigest()
        _write_whole(making / f"{name}.parquet", sink.getbuffer())
    manifest = {"generation": generation, "version": VERSION, "parts": parts, "facts": facts}
    _write_whole(making / _MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    _sync_folder(making)
    shutil.rmtree(folder / generation, ignore_errors=True)
    making.rename(folder / generation)
    _sync_folder(folder)


def _write_whole(path: Path, data) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there; NTFS keeps the order of renames itself
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, data: bytes) -> None:
    """Write a small file so that a reader sees the old bytes or the new ones, a power cut or not. Raises StoreError."""
    making = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        _write_whole(making, data)
        making.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        making.unlink(missing_ok=True)
        raise cannot_write(path.parent, error.strerror) from error


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A folder for what a build hands from process to process; gone at the end, or at the next build's. StoreError."""
    place = folder / f".making-{os.getpid()}-parts"
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        yield place
    except OSError as error:
        raise cannot_write(folder, error.strerror) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame into a workshop, whole or not at all: a process that died must not be taken for done."""
    sink = io.BytesIO()
    pyarrow.feather.write_feather(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="lz4")
    put_bytes(path, sink.getbuffer())


def put_bytes(path: Path, data) -> None:
    """Write a small file into a workshop, whole or not at all; no power cut is feared there."""
    making = path.with_name(f".{path.name}-{os.getpid()}")
    making.write_bytes(data)
    making.replace(path)


def take(path: Path, keep: bool = False) -> pd.DataFrame:
    """Return the frame that `put` wrote, and remove its file unless it is to be kept."""
    frame = pyarrow.feather.read_table(path, memory_map=False).to_pandas()
    if not keep:
        path.unlink()
    return frame


def _sweep(folder: Path, kept: set[str]) -> None:
    for entry in folder.iterdir():
        old_generation = entry.is_dir() and entry.name not in kept and (entry / _MANIFEST).is_file()
        if old_generation or (entry.is_dir() and entry.name.startswith(".making-")):
            shutil.rmtree(entry, ignore_errors=True)
        elif _HALF_WRITTEN.fullmatch(entry.name):
            entry.unlink(missing_ok=True)


def hashed(value: str) -> str:
    """Return the SHA-256 of a text, as hex digits."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def manifest(folder: Path, generation: str) -> dict:
    """Return the manifest of a generation (`parts`, `facts`); raises Corrupt when it is missing or unreadable."""
    path = folder / generation / _MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["generation"] == generation and isinstance(found["parts"], dict):
            return found
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Corrupt(f"{path} cannot be read ({error}); build again.") from error
    raise Corrupt(f"{path} belongs to another generation; build again.")


def read(folder: Path, generation: str, name: str, shape: Callable[[str, pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Return one table of a generation, its bytes checked against the manifest before they are opened.

    Raises Corrupt, naming the file, when a byte is not as it was written.
    """
    path = folder / generation / f"{name}.parquet"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Corrupt(f"{path} cannot be read ({error.strerror}); build again.") from error
    if hashlib.sha256(data).hexdigest() != manifest(folder, generation)["parts"].get(name):
        raise Corrupt(f"{path} is not as it was written; build again.")
    return shape(name, pq.read_table(io.BytesIO(data)).to_pandas())


def _is_whole(place: Path) -> bool:
    try:
        parts = manifest(place.parent, place.name)["parts"]
        return all(
            hashlib.sha256((place / f"{name}.parquet").read_bytes()).hexdigest() == digest
            for name, digest in parts.items()
        )
    except (OSError, Corrupt):
        return False
