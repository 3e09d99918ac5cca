"""
What a process that was killed leaves for the next one: a small file for each file that is being stored. It says which
upload it is; which parts are there, the gateway says.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from . import settings
from .hashing import FileFacts, Hashes


@dataclass(frozen=True)
class UploadState:
    path: str
    gateway: str
    zone: str
    size: int
    #: ns
    mtime: int
    sha1: str
    sha256: str
    #: Its id at the gateway; None: not begun.
    upload: str | None

    def is_of(self, facts: FileFacts) -> bool:
        return (self.size, self.mtime) == (facts.size, facts.mtime)

    @property
    def hashes(self) -> Hashes:
        return Hashes(self.sha1, self.sha256)


class PartJournal:
    """
    Which parts were being sent when a process was killed: some storage takes what came of one for all of it. A line for
    each part that is begun, and one with its negative number for each that is there.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def begun(self, number: int) -> None:
        self._append(number)

    def sent(self, number: int) -> None:
        self._append(-number)

    def unsure(self) -> set[int]:
        is_under_way: dict[int, bool] = {}
        try:
            for line in self._file.read_text().split():
                is_under_way[abs(int(line))] = int(line) > 0
        except (OSError, ValueError):
            pass
        return {number for number, under_way in is_under_way.items() if under_way}

    def remove(self) -> None:
        try:
            self._file.unlink()
        except OSError:
            return

    def _append(self, number: int) -> None:
        """Where it can't be written, an upload that turns out wrong is sent anew."""
        try:
            with open(self._file, "a") as file:
                file.write(f"{number}\n")
        except OSError:
            return


class UploadStates:
    """The state of one file on its way to one zone."""

    def __init__(self, path: Path, gateway: str, zone: str) -> None:
        self._key = (str(path.resolve()), gateway, zone)
        name = hashlib.sha256(json.dumps(self._key).encode()).hexdigest()
        self._file = settings.cache_folder() / "kgw" / "uploads" / f"{name}.json"
        self.parts = PartJournal(self._file.with_suffix(".parts"))

    def read(self, facts: FileFacts) -> UploadState | None:
        """None where there is none, or the file changed since."""
        try:
            state = UploadState(**json.loads(self._file.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return state if state.is_of(facts) else None

    def write(self, facts: FileFacts, hashes: Hashes, upload: str | None) -> None:
        """A folder that can't be written to is no reason to fail: then nothing can be gone on with."""
        state = UploadState(*self._key, facts.size, facts.mtime, hashes.sha1, hashes.sha256, upload)
        # Of this process alone, until it is whole: two may store one file.
        new = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(asdict(state)))
            new.replace(self._file)
        except OSError:
            return

    def remove(self) -> None:
        self.parts.remove()
        try:
            self._file.unlink()
        except OSError:
            return
