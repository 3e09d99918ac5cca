"""One PUT of a whole file, as older clients store it: for zones whose storage takes no parts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import requests

from .errors import ConnectionFailed, GatewayError
from .gateway import Gateway, Json
from .hashing import FileFacts, Hashes, require_unchanged
from .parts import PartBody, put, storage_error
from .progress import Progress
from .refusals import reason_of, retry_after
from .retry import Backoff

#: bytes that storage takes at once
_MOST = 5_000_000_000
#: Zero bits of the proof of work, which kachery 2 sends with an upload.
_WORK_BITS = 13


def store_in_one_put(
    gateway: Gateway,
    zone: str,
    path: Path,
    facts: FileFacts,
    hashes: Hashes,
    progress: Progress,
    refusal: GatewayError,
) -> Json:
    """The state, as POST /api/uploads says it. `refusal`: raised where the file is too large."""
    if facts.size > _MOST:
        raise refusal
    file = {"size": facts.size, "hashAlg": "sha1", "hash": hashes.sha1}
    backoff = Backoff(gateway.patience, gateway.stop)
    while True:
        begun = gateway.wire("initiateFileUpload", zone, {**file, "workToken": work_token(hashes.sha1)})
        if begun.get("alreadyExists"):
            return {"state": "stored"}
        if begun.get("alreadyPending"):
            return {"state": "pending"}
        body = PartBody(path, 0, facts.size, gateway, progress)
        try:
            response = put(gateway, begun["signedUploadUrl"], body)
        except requests.exceptions.RequestException as error:
            body.take_back()
            backoff.wait(ConnectionFailed(f"Couldn't send {path.name}: {reason_of(error)}."))
            continue
        finally:
            body.close()
        if response.status_code == 200:
            require_unchanged(path, facts)
            gateway.wire("finalizeFileUpload", zone, {**file, "objectKey": begun["objectKey"]})
            return {"state": "stored"}
        body.take_back()
        backoff.wait(storage_error(f"The storage didn't take {path.name}", response), retry_after(response))


def work_token(sha1: str) -> str:
    """Some 8,000 hashes."""
    while True:
        token = os.urandom(8).hex()
        if int(hashlib.sha1((sha1 + token).encode()).hexdigest(), 16) >> (160 - _WORK_BITS) == 0:
            return token
