"""SHA-1 and SHA-256 of a file in one pass, each on a core of its own: hashlib lets go of the interpreter's lock."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import Callable

from .errors import FileChanged, Stopped

#: bytes: few enough to stay in a cache of the processor, many enough that threads seldom change.
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Hashes:
    sha1: str
    sha256: str


@dataclass(frozen=True)
class FileFacts:
    """What changes when somebody writes to a file. `mtime`: ns."""

    size: int
    mtime: int


def facts_of(path: Path) -> FileFacts:
    stat = path.stat()
    return FileFacts(stat.st_size, stat.st_mtime_ns)


def require_unchanged(path: Path, facts: FileFacts) -> None:
    try:
        unchanged = facts_of(path) == facts
    except OSError:
        unchanged = False
    if not unchanged:
        raise changed(path)


def changed(path: Path) -> FileChanged:
    return FileChanged(f"{path} changed while it was being stored; store it again when nothing writes to it.")


def hash_file(path: Path, facts: FileFacts, stop: Event, on_bytes: Callable[[int], None] = lambda _: None) -> Hashes:
    """Raises FileChanged where somebody writes to the file meanwhile."""
    sha1, sha256 = hashlib.sha1(), hashlib.sha256()
    done = 0
    with open(path, "rb", buffering=0) as file, ThreadPoolExecutor(2) as threads:
        hashing: list[Future[None]] = []
        # One is read into while the other is hashed.
        for buffer in cycle([bytearray(_BLOCK), bytearray(_BLOCK)]):
            count = file.readinto(buffer)
            for each in hashing:
                each.result()
            if not count:
                break
            if stop.is_set():
                raise Stopped("Stopped.")
            block = memoryview(buffer)[:count]
            hashing = [threads.submit(each.update, block) for each in (sha1, sha256)]
            done += count
            on_bytes(count)
    if done != facts.size:
        raise changed(path)
    require_unchanged(path, facts)
    return Hashes(sha1.hexdigest(), sha256.hexdigest())
