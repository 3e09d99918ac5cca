"""Fetches the ranges of a file side by side, and hashes them in order as they come."""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Any, Callable

import requests
from urllib3.exceptions import HTTPError

from .errors import ConnectionFailed, KacheryError, Stopped, StorageError
from .gateway import TIMEOUT, Gateway
from .partial_file import PartialFile
from .parts import storage_error
from .progress import Progress
from .refusals import reason_of, retry_after
from .retry import Backoff

#: bytes that are written at once
_PIECE = 1 << 18
_HASHED = 1 << 20


class FileUrl:
    """A URL of the file at the storage; a new one where it was refused."""

    def __init__(self, find: Callable[[], str], first: str) -> None:
        self._find, self._url = find, first
        self._lock = threading.Lock()

    def get(self) -> str:
        with self._lock:
            return self._url

    def refused(self, url: str) -> None:
        """The others may have a new one already."""
        with self._lock:
            if url == self._url:
                self._url = self._find()


def fetch_and_hash(
    gateway: Gateway, url: FileUrl, file: PartialFile, parallel: int, progress: Progress, algorithms: tuple[str, ...]
) -> dict[str, str]:
    """The file's digests. What is there already is hashed, and not fetched."""
    missing = file.missing()
    progress.phase("loading", file.size, file.size - sum(map(file.size_of, missing)))
    with ThreadPoolExecutor(max(1, min(parallel, len(missing))) + 1) as threads:
        hashing = threads.submit(_hash, gateway, file, algorithms)
        fetching = [threads.submit(_fetch, gateway, url, file, number, progress) for number in missing]
        try:
            every: list[Future[Any]] = [hashing, *fetching]
            done, _ = wait(every, return_when=FIRST_EXCEPTION)
            for each in done:
                each.result()
        except BaseException:
            gateway.stop.set()
            for other in fetching:
                other.cancel()
            with file.changed:
                file.changed.notify_all()
            raise
        return hashing.result()


def _hash(gateway: Gateway, file: PartialFile, algorithms: tuple[str, ...]) -> dict[str, str]:
    hashes = {name: hashlib.new(name) for name in algorithms}
    buffer = bytearray(_HASHED)
    with open(file.open(), "rb", buffering=0) as source:
        for number in range(file.count):
            with file.changed:
                while not file.is_there(number) and not gateway.stop.is_set():
                    file.changed.wait(1)
            left = file.size_of(number)
            while left > 0:
                if gateway.stop.is_set():
                    raise Stopped("Stopped.")
                count = source.readinto(memoryview(buffer)[: min(_HASHED, left)]) or 0
                if count == 0:
                    raise KacheryError("The file on its way was cut by another program; load it again.")
                for each in hashes.values():
                    each.update(memoryview(buffer)[:count])
                left -= count
    return {name: each.hexdigest() for name, each in hashes.items()}


def _fetch(gateway: Gateway, url: FileUrl, file: PartialFile, number: int, progress: Progress) -> None:
    backoff = Backoff(gateway.patience, gateway.stop)
    what = f"bytes {file.start(number)} to {file.start(number) + file.size_of(number) - 1}"
    while True:
        at = url.get()
        received = _Received(progress)
        try:
            refused = _read(gateway, at, file, number, received)
        except (requests.exceptions.RequestException, _Short) as error:
            received.take_back()
            reason = "the storage sent less" if isinstance(error, _Short) else reason_of(error)
            backoff.wait(ConnectionFailed(f"Couldn't load {what}: {reason}."))
            continue
        if refused is None:
            file.note(number)
            return
        failure = storage_error(f"The storage didn't give {what}", refused)
        # 403: the URL is too old; 404: the file may have moved. Whatever it is, the gateway knows where it is now.
        if refused.status_code not in (403, 404, 416) and refused.status_code < 500 and refused.status_code != 429:
            raise failure
        backoff.wait(failure, retry_after(refused))
        if refused.status_code < 500:
            url.refused(at)


class _Short(Exception):
    """A body that ended too early."""


class _Received:
    def __init__(self, progress: Progress) -> None:
        self.count = 0
        self._progress = progress

    def add(self, count: int) -> None:
        self.count += count
        self._progress.add(count)

    def take_back(self) -> None:
        self._progress.add(-self.count)


def _read(gateway: Gateway, url: str, file: PartialFile, number: int, received: _Received) -> requests.Response | None:
    """Writes a range to its place; gives the answer where it is a refusal."""
    start, size = file.start(number), file.size_of(number)
    # As they are stored: a hash is of these bytes.
    headers = {"range": f"bytes={start}-{start + size - 1}", "accept-encoding": "identity"}
    with gateway.http.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
        if response.status_code not in (200, 206):
            response.content  # noqa: B018 (read before it is closed)
            return response
        if response.status_code == 200 and file.count > 1:
            raise StorageError("The storage gives whole files alone, and no ranges of one.")
        with open(file.open(), "r+b", buffering=0) as target:
            target.seek(start)
            while received.count < size:
                if gateway.stop.is_set():
                    raise Stopped("Stopped.")
                try:
                    piece = response.raw.read(min(_PIECE, size - received.count))
                except (OSError, HTTPError) as error:
                    raise requests.exceptions.ConnectionError(str(error)) from error
                if not piece:
                    raise _Short
                _write(target.fileno(), piece)
                received.add(len(piece))
    return None


def _write(descriptor: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(descriptor, view) :]
