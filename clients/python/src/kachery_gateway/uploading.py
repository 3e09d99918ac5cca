"""Stores one file: hashes it, sends the parts that are not there yet, waits until the gateway has verified it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from .errors import GatewayError, InputError, KacheryError, WrongContent
from .gateway import Gateway, Json
from .hashing import FileFacts, Hashes, facts_of, hash_file, require_unchanged
from .parts import Upload, UploadGone, send_parts
from .progress import Progress
from .upload_state import UploadStates
from .uri import sha1_uri

logger = logging.getLogger("kachery_gateway")

#: seconds between two questions whether an upload is verified
_FIRST_QUESTION, _LONGEST_QUESTION = 0.2, 5.0
#: seconds between two questions about somebody else's upload of the same file
_PENDING_QUESTION = 5.0
#: characters that lists of files have room for
_LONGEST_NAME = 200
#: Uploads that may be ended or aborted while they are being sent, until it is no use.
_MOST_UPLOADS = 5
#: Times that what is missing is sent, until it is no use.
_MOST_ROUNDS = 10


@dataclass(frozen=True)
class Stored:
    zone: str
    sha1: str
    sha256: str
    #: bytes
    size: int
    #: False: the gateway was still verifying it, and nobody waited.
    verified: bool

    def uri(self, label: str | None = None) -> str:
        return sha1_uri(self.sha1, label)


class Storing:
    """`name`: what lists call it, if anything. `part_size`: a wish; None for the gateway's own."""

    def __init__(
        self,
        path: Path,
        gateway: Gateway,
        zone: str,
        name: str | None,
        parallel: int,
        part_size: int | None,
        progress: Progress,
    ) -> None:
        self._path, self._gateway, self._zone = path, gateway, zone
        self._name, self._parallel, self._part_size, self._progress = name, parallel, part_size, progress
        self._states = UploadStates(path, gateway.url, zone)

    def store(self, wait: bool) -> Stored:
        facts = facts_of(self._path)
        known = self._states.read(facts)
        if known is None:
            hashes = self._hash(facts)
            self._states.write(facts, hashes, None)
        else:
            hashes = known.hashes
        upload = None if known is None or known.upload is None else self._known(known.upload)
        resumed = upload is not None
        for _ in range(_MOST_UPLOADS):
            if upload is None:
                upload = self._begin(facts, hashes)
            if upload is None or self._send(upload, facts, wait, resumed):
                verified = wait or upload is None
                # Else it says which upload to ask for.
                if verified:
                    self._states.remove()
                return Stored(self._zone, hashes.sha1, hashes.sha256, facts.size, verified)
            upload, resumed = None, False
        raise KacheryError(f"The upload of {self._path} was ended or aborted {_MOST_UPLOADS} times; try again later.")

    def _hash(self, facts: FileFacts) -> Hashes:
        self._progress.phase("hashing", facts.size)
        try:
            return hash_file(self._path, facts, self._gateway.stop, self._progress.add)
        except OSError as error:
            raise InputError(f"{self._path} can't be read: {error.strerror}.") from error

    def _known(self, upload: str) -> Upload | None:
        """What a process before this one began."""
        try:
            return Upload.of(self._gateway.api("GET", f"/api/uploads/{upload}"))
        except GatewayError as error:
            if error.code in ("upload.unknown", "request.invalid"):
                return None
            raise

    def _begin(self, facts: FileFacts, hashes: Hashes) -> Upload | None:
        """None: the file is stored."""
        body: Json = {
            "zone": self._zone,
            "sha1": hashes.sha1,
            "sha256": hashes.sha256,
            "size": facts.size,
        }
        if self._name is not None:
            body["name"] = self._name[:_LONGEST_NAME]
        if self._part_size is not None:
            body["partSize"] = self._part_size
        while True:
            answer = self._gateway.api("POST", "/api/uploads", body)
            if answer["state"] == "stored":
                return None
            if answer["state"] == "open":
                if answer.get("previousFailure"):
                    logger.warning("An earlier upload of this file failed: %s", answer["previousFailure"])
                upload = Upload.of(answer["upload"])
                self._states.parts.remove()
                self._states.write(facts, hashes, upload.id)
                return upload
            self._progress.phase("is being verified", 0)
            self._pause(_PENDING_QUESTION)

    def _send(self, upload: Upload, facts: FileFacts, wait: bool, resumed: bool) -> bool:
        """Whether it is there now; False: begin anew. `resumed`: an earlier process sent some of its parts."""
        state = self._state(upload)
        for _ in range(_MOST_ROUNDS):
            if state["state"] != "open":
                break
            self._complete(upload, set(state["parts"]) - self._states.parts.unsure(), facts)
            state = self._state(upload)
        else:
            raise KacheryError(f"Parts of {self._path} were sent {_MOST_ROUNDS} times, and still aren't there.")
        if wait and state["state"] == "verifying":
            state = self._verified(upload)
        if state["state"] == "failed":
            self._states.remove()
            failure = GatewayError(state["failure"]["message"], state["failure"]["code"], 422)
            if failure.code != "upload.wrong_content":
                raise failure
            # Some storage takes a part whose sending was cut off for whole.
            if resumed:
                return False
            raise WrongContent(str(failure))
        return state["state"] in ("stored", "verifying")

    def _state(self, upload: Upload) -> Json:
        return self._gateway.api("GET", upload.path())

    def _complete(self, upload: Upload, there: set[int], facts: FileFacts) -> None:
        """Its state says whether it worked: another process may do the same, or abort it."""
        numbers = [number for number in range(1, upload.part_count + 1) if number not in there]
        self._progress.phase("sending", upload.size, sum(map(upload.size_of, there)))
        try:
            send_parts(self._gateway, upload, self._path, numbers, self._parallel, self._progress, self._states.parts)
            require_unchanged(self._path, facts)
            self._gateway.api("POST", upload.path("/complete"))
        except UploadGone:
            self._pause(_FIRST_QUESTION)
        except GatewayError as error:
            if error.code not in ("upload.parts_missing", "upload.changed", "upload.ended"):
                raise
            self._pause(_FIRST_QUESTION)

    def _verified(self, upload: Upload) -> Json:
        self._progress.phase("is being verified", 0)
        pause = _FIRST_QUESTION
        while True:
            state = self._state(upload)
            if state["state"] != "verifying":
                return state
            self._pause(pause)
            pause = min(1.5 * pause, _LONGEST_QUESTION)

    def _pause(self, seconds: float) -> None:
        self._gateway.stop.wait(seconds)
