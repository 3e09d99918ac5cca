"""One process at a time works on a file; a lock ends with its process, kill -9 included."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import IO

#: What file systems of clusters answer that know no locks.
_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL)


class FileLock:
    """`supported`: False where the file system knows no locks, and everybody gets this one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self.supported = True

    def acquire(self) -> bool:
        """False: another process has it."""
        file = open(self._path, "ab")  # noqa: SIM115 (closed by release)
        try:
            _lock(file)
            # Whoever had it before takes the file away: a lock on what is gone keeps nobody out.
            mine = os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            mine = False
        except OSError as error:
            mine = error.errno in _NO_LOCKS
            self.supported = not mine
        if mine:
            self._file = file
        else:
            file.close()
        return mine

    def release(self) -> None:
        if self._file is not None:
            # Windows doesn't take away what is open; there it stays.
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
