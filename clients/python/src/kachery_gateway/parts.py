"""Sends the parts of an upload side by side, each until it is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from .errors import ConnectionFailed, KacheryError, Stopped, StorageError
from .gateway import TIMEOUT, Gateway, Json
from .hashing import changed
from .progress import Progress
from .refusals import reason_of, retry_after
from .retry import Backoff
from .upload_state import PartJournal

#: bytes that are read and sent at once: on a slow line they must go within the time limit, all parts side by side.
_PIECE = 1 << 18
#: URLs that are asked for at once.
_URLS = 100
#: seconds; the gateway's live for an hour, some stores' for half of it.
_URL_LIFE = 25 * 60


@dataclass(frozen=True)
class Upload:
    """An upload in parts, as the gateway shows it."""

    id: str
    size: int
    #: bytes of all parts but the last
    part_size: int
    part_count: int

    @staticmethod
    def of(answer: Json) -> Upload:
        return Upload(answer["id"], answer["size"], answer["partSize"], answer["partCount"])

    def start(self, number: int) -> int:
        return (number - 1) * self.part_size

    def size_of(self, number: int) -> int:
        return min(self.part_size, self.size - self.start(number))

    def path(self, action: str = "") -> str:
        return f"/api/uploads/{self.id}{action}"


class UploadGone(KacheryError):
    """The storage doesn't know the upload: another process completed it, or it was aborted."""


class PartUrls:
    """Asks for the URLs of many parts at once, and for new ones where they are old or were refused."""

    def __init__(self, gateway: Gateway, upload: Upload, numbers: list[int]) -> None:
        self._gateway, self._upload = gateway, upload
        self._waiting = dict.fromkeys(numbers)
        self._urls: dict[int, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def of(self, number: int) -> str:
        with self._lock:
            url, since = self._urls.get(number, ("", 0.0))
            if url and time.monotonic() - since < _URL_LIFE:
                return url
            now = time.monotonic()
            others = [each for each in self._waiting if each > number and each not in self._urls]
            numbers = [number, *others[: _URLS - 1]]
            answer = self._gateway.api("POST", self._upload.path("/part-urls"), {"numbers": numbers})
            self._urls.update({each["number"]: (each["url"], now) for each in answer["urls"]})
            return self._urls[number][0]

    def refused(self, number: int) -> None:
        with self._lock:
            self._urls.pop(number, None)

    def sent(self, number: int) -> None:
        with self._lock:
            self._urls.pop(number, None)
            self._waiting.pop(number, None)


class PartBody:
    """
    The bytes of a part, as HTTP libraries stream them: they ask for its length and read. It reads in pieces of its own
    size, since those that they ask for are small.
    """

    def __init__(self, path: Path, start: int, size: int, gateway: Gateway, progress: Progress) -> None:
        self._path, self._size, self._left = path, size, size
        self._gateway, self._progress = gateway, progress
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115 (closed by close)
        self._file.seek(start)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(), b"")

    def read(self, _size: int = -1) -> bytes:
        if self._gateway.stop.is_set():
            raise Stopped("Stopped.")
        if self._left == 0:
            return b""
        piece = self._file.read(min(_PIECE, self._left)) or b""
        if not piece:
            raise changed(self._path)
        self._left -= len(piece)
        self._progress.add(len(piece))
        return piece

    def close(self) -> None:
        self._file.close()

    def take_back(self) -> None:
        """What was sent counts for nothing."""
        self._progress.add(self._left - self._size)


def send_parts(
    gateway: Gateway,
    upload: Upload,
    path: Path,
    numbers: list[int],
    parallel: int,
    progress: Progress,
    journal: PartJournal,
) -> None:
    """Raises UploadGone, or what the first part failed with; the others are stopped then."""
    urls = PartUrls(gateway, upload, numbers)
    with ThreadPoolExecutor(max(1, min(parallel, len(numbers)))) as threads:
        sending = [
            threads.submit(_send_part, gateway, upload, path, number, urls, progress, journal) for number in numbers
        ]
        try:
            done, _ = wait(sending, return_when=FIRST_EXCEPTION)
            for each in done:
                each.result()
        except BaseException as error:
            for each in sending:
                each.cancel()
            # Whoever goes on after UploadGone needs the gateway; whatever else it is, is the end.
            if not isinstance(error, UploadGone):
                gateway.stop.set()
            raise


def _send_part(
    gateway: Gateway,
    upload: Upload,
    path: Path,
    number: int,
    urls: PartUrls,
    progress: Progress,
    journal: PartJournal,
) -> None:
    backoff = Backoff(gateway.patience, gateway.stop)
    name = f"part {number} of {path.name}"
    while True:
        url = urls.of(number)
        body = PartBody(path, upload.start(number), upload.size_of(number), gateway, progress)
        journal.begun(number)
        try:
            response = put(gateway, url, body)
        except requests.exceptions.RequestException as error:
            body.take_back()
            # A refusal may come as a broken connection, while the body is still being sent.
            urls.refused(number)
            backoff.wait(ConnectionFailed(f"Couldn't send {name}: {reason_of(error)}."))
            continue
        finally:
            body.close()
        if response.status_code == 200:
            journal.sent(number)
            urls.sent(number)
            return
        body.take_back()
        urls.refused(number)
        if response.status_code == 404:
            raise UploadGone(f"The storage doesn't know the upload of {path.name} any more.")
        backoff.wait(storage_error(f"The storage didn't take {name}", response), retry_after(response))


def put(gateway: Gateway, url: str, body: PartBody) -> requests.Response:
    streamed: Any = body
    return gateway.http.put(url, data=streamed, timeout=TIMEOUT, allow_redirects=False)


def storage_error(what: str, response: requests.Response) -> StorageError:
    """With the beginning of what the storage says, which is XML."""
    text = " ".join(response.text.split())[:300]
    return StorageError(f"{what}: {response.status_code} {response.reason}. {text}".rstrip())
