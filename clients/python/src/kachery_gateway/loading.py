"""Loads a file: from this machine where it is there, else in ranges from the zone's storage, hashed while they come."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Union

from .cache import cached_path, cached_sha1, copy_to, find_cached, note_sha256
from .errors import FileNotThere, InputError, KacheryError, Stopped, StorageError, WrongContent
from .file_lock import FileLock
from .gateway import TIMEOUT, Gateway
from .partial_file import PartialFile
from .progress import Progress
from .ranges import FileUrl, fetch_and_hash
from .settings import zone_name
from .uri import FileUri, parse_uri

PathLike = Union[str, Path]

#: Ranges that are fetched side by side.
PARALLEL = 8
#: seconds between two looks whether another process has loaded the file
_OTHER_PROCESS = 0.5


def load(
    uri: str,
    *,
    dest: PathLike | None = None,
    zone: str | None = None,
    parallel: int = PARALLEL,
    progress: bool | None = None,
) -> str:
    """
    Loads a file of any size and returns its path.

    A file that kachery-cloud or this package loaded before is returned from their folder at once. Every other one is
    hashed while it comes, and appears under its name only if it has the hash of its URI. A call that was interrupted
    goes on where it stopped when it is made again.

    uri: `sha1://…`, `sha256://…`, `kachery:ZONE:sha1:…`
    dest: a path where the file is wanted; then it is not put into the folder.
    zone: absent: the one in the URI, else the environment variable KACHERY_ZONE, else "default".
    parallel: how many ranges are fetched side by side.
    progress: a line on standard error; absent: where that is a terminal.

    Raises KacheryError, with one sentence that says what to do.
    """
    return load_file(uri, None, dest=dest, zone=zone, parallel=parallel, progress=progress)


def load_file(
    uri: str,
    gateway: Gateway | None,
    *,
    dest: PathLike | None = None,
    zone: str | None = None,
    parallel: int = PARALLEL,
    progress: bool | None = None,
) -> str:
    """As `load`; `gateway`: None for the one that the environment says, where it is needed."""
    file = parse_uri(uri)
    target = None if dest is None else _wanted(Path(dest).expanduser())
    sha1 = file.hash if file.algorithm == "sha1" else cached_sha1(file.hash)
    cached = None if sha1 is None else find_cached(sha1)
    if cached is None:
        wanted = FileUri(file.algorithm, file.hash, zone_name(zone or file.zone))
        at = Gateway() if gateway is None else gateway
        try:
            return str(_Loading(wanted, at, target, parallel, progress).load())
        except OSError as error:
            raise KacheryError(f"The file can't be written to {error.filename or 'disk'}: {error.strerror}.") from error
    if target is None:
        return str(cached)
    if not target.exists() or not target.samefile(cached):
        copy_to(cached, target)
    return str(target)


def _wanted(dest: Path) -> Path:
    if dest.is_dir():
        raise InputError(f"{dest} is a folder; give the path of the file to be written.")
    if not dest.absolute().parent.is_dir():
        raise InputError(f"There is no folder {dest.absolute().parent}.")
    return dest


class _Loading:
    def __init__(
        self, file: FileUri, gateway: Gateway, target: Path | None, parallel: int, progress: bool | None
    ) -> None:
        self._file, self._gateway, self._target = file, gateway, target
        self._parallel, self._shown = parallel, progress

    def load(self) -> Path:
        url, size = self._find()
        # Where its SHA-1 isn't known yet, it comes in beside where it may be afterwards.
        target = self._target or cached_path(self._file.hash)
        if self._target is None:
            target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_name(f"{target.name}.kgw-lock"))
        while not lock.acquire():
            if self._gateway.stop.wait(_OTHER_PROCESS):
                raise Stopped("Stopped.")
        try:
            there = self._there()
            if there is not None:
                return there
            # Where nobody can lock, each process has bytes of its own, and none goes on with another's.
            own = target if lock.supported else target.with_name(f"{target.name}.{os.getpid()}-{time.time_ns()}")
            return self._fetch(own, url, size)
        finally:
            lock.release()

    def _there(self) -> Path | None:
        """What another process loaded while this one waited."""
        if self._target is not None:
            return None
        sha1 = self._file.hash if self._file.algorithm == "sha1" else cached_sha1(self._file.hash)
        return None if sha1 is None else find_cached(sha1)

    def _fetch(self, own: Path, url: str, size: int) -> Path:
        algorithms = ("sha1",) if self._file.algorithm == "sha1" else ("sha1", "sha256")
        with Progress(self._file.hash, self._shown) as progress:
            while True:
                partial = PartialFile(own, size)
                try:
                    digests = fetch_and_hash(
                        self._gateway,
                        FileUrl(lambda: self._find()[0], url),
                        partial,
                        self._parallel,
                        progress,
                        algorithms,
                    )
                    if digests[self._file.algorithm] == self._file.hash:
                        return self._publish(partial, digests)
                    partial.discard()
                    # What an earlier process left may be what is wrong.
                    if not partial.resumed:
                        raise WrongContent(
                            f"The storage gave a file whose {self._file.algorithm.upper()} is "
                            f"{digests[self._file.algorithm]} and not {self._file.hash}; it was not kept. "
                            "Tell whoever runs the gateway."
                        )
                finally:
                    partial.close()

    def _publish(self, partial: PartialFile, digests: dict[str, str]) -> Path:
        final = self._target or cached_path(digests["sha1"])
        final.parent.mkdir(parents=True, exist_ok=True)
        partial.publish(final)
        if self._target is None and "sha256" in digests:
            note_sha256(digests["sha256"], digests["sha1"])
        return final

    def _find(self) -> tuple[str, int]:
        """A URL at the storage, and the file's size."""
        zone = zone_name(self._file.zone)
        if self._file.algorithm == "sha256":
            url = self._gateway.redirect(f"/z/{zone}/sha256/{self._file.hash}")
            return url, self._size(url)
        found = self._gateway.find_file(zone, self._file.hash)
        if not found["found"]:
            raise FileNotThere(
                f"Zone {zone} has no file sha1://{self._file.hash}; is it in another zone (KACHERY_ZONE)?"
            )
        return str(found["url"]), int(found["size"])

    def _size(self, url: str) -> int:
        """Of a file that only a link is known of."""
        headers = {"range": "bytes=0-0", "accept-encoding": "identity"}
        with self._gateway.http.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
            _, _, total = response.headers.get("content-range", "").partition("/")
            if response.status_code == 206 and total.isdigit():
                return int(total)
            length = response.headers.get("content-length", "")
            if response.status_code == 200 and length.isdigit():
                return int(length)
            if response.status_code == 416:
                return 0
            raise StorageError(f"The storage didn't give the file: {response.status_code} {response.reason}.")
