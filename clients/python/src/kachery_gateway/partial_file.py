"""A file on its way: its bytes beside where it will be, and which of its ranges are there, for whoever goes on."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Condition

#: bytes; of all ranges but the last.
RANGE = 16 * 1024 * 1024
#: Windows would take some bytes for ends of lines.
_READ_AND_WRITE = os.O_RDWR | getattr(os, "O_BINARY", 0)


class PartialFile:
    """`target`: where it will be. Only one process may have it open."""

    def __init__(self, target: Path, size: int) -> None:
        self.size = size
        self.count = -(-size // RANGE)
        self._bytes_path = target.with_name(f"{target.name}.kgw-part")
        self._map_path = target.with_name(f"{target.name}.kgw-ranges")
        self._map = -1
        #: Told whenever a range comes in.
        self.changed = Condition()
        if not self._fits():
            self.discard()
        # A byte for each range: written by itself, so that nothing has to be written anew.
        self._map = os.open(self._map_path, _READ_AND_WRITE | os.O_CREAT, 0o666)
        os.truncate(self._map_path, self.count)
        self._there = bytearray(os.read(self._map, self.count))
        with open(self._bytes_path, "ab"):
            pass
        os.truncate(self._bytes_path, size)
        self.resumed = any(self._there)

    def _fits(self) -> bool:
        try:
            sizes = (self._bytes_path.stat().st_size, self._map_path.stat().st_size)
        except OSError:
            return False
        return sizes == (self.size, self.count)

    def start(self, number: int) -> int:
        return number * RANGE

    def size_of(self, number: int) -> int:
        return min(RANGE, self.size - self.start(number))

    def is_there(self, number: int) -> bool:
        return self._there[number] == 1

    def missing(self) -> list[int]:
        return [number for number in range(self.count) if not self.is_there(number)]

    def open(self) -> int:
        """A descriptor of its bytes, to be closed."""
        return os.open(self._bytes_path, _READ_AND_WRITE)

    def note(self, number: int) -> None:
        """The range is there."""
        with self.changed:
            self._there[number] = 1
            os.lseek(self._map, number, os.SEEK_SET)
            os.write(self._map, b"\x01")
            self.changed.notify_all()

    def close(self) -> None:
        if self._map >= 0:
            os.close(self._map)
            self._map = -1

    def discard(self) -> None:
        # Windows takes nothing away that is open.
        self.close()
        for path in (self._bytes_path, self._map_path):
            path.unlink() if path.exists() else None

    def publish(self, final: Path) -> None:
        """Puts it under its name: who calls this has hashed it."""
        self._bytes_path.replace(final)
        self.discard()
