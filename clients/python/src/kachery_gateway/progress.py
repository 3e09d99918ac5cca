"""A line on a terminal that says how far something is."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

#: seconds between two changes of the line
_EVERY = 0.2


class Progress:
    """Counts the bytes of one file. `shown`: None for "where standard error is a terminal"."""

    def __init__(self, name: str, shown: bool | None = None) -> None:
        self._name = name if len(name) <= 30 else f"{name[:29]}…"
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._lock = threading.Lock()
        self._drawn = 0.0
        self._width = 0
        self.phase("", 0)

    def phase(self, what: str, size: int, done: int = 0) -> None:
        """`what` is being done to `size` bytes; `done` of them were done before."""
        with self._lock:
            self._what, self._size, self._done, self._before = what, size, done, done
            self._began = time.monotonic()
            self._draw(always=True)

    def add(self, count: int) -> None:
        """Negative where a part has to be sent again."""
        with self._lock:
            self._done += count
            self._draw()

    def _draw(self, always: bool = False) -> None:
        now = time.monotonic()
        if not self._shown or not self._what or (now - self._drawn < _EVERY and not always):
            return
        self._drawn = now
        line = progress_line(
            self._name, self._what, self._done, self._size, self._done - self._before, now - self._began
        )
        self._write("\r" + line.ljust(self._width))
        self._width = len(line)

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown and self._width > 0:
            self._write("\r" + " " * self._width + "\r")
            self._width = 0


def progress_line(name: str, what: str, done: int, size: int, new: int, seconds: float) -> str:
    """`new`: bytes of `done` that took `seconds`."""
    line = f"{name}  {what}"
    if size == 0:
        return line
    rate = new / seconds if seconds > 0 else 0
    line += f"  {100 * done // size} %  {_amount(done)} of {_amount(size)}"
    if rate > 0 and seconds > 0.5:
        left = round((size - done) / rate)
        line += f"  {_amount(rate)}/s  {left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
    return line


def _amount(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} TB"
