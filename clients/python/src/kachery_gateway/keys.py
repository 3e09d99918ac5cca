"""Who is asking: an API key, else the key pair of a client, else nobody. Files and variables are kachery-cloud's."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from . import ed25519
from .errors import InputError
from .settings import key_folder

# What DER has before the 32 bytes of a key.
_PRIVATE_PREFIX = bytes.fromhex("302e020100300506032b657004220420")
_PUBLIC_PREFIX = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True)
class ApiKey:
    key: str


@dataclass(frozen=True)
class ClientKey:
    client_id: str
    seed: bytes

    def sign(self, text: bytes) -> str:
        return ed25519.sign(self.seed, text).hex()

    def sign_message(self, message: dict[str, Any]) -> str:
        """As kachery-cloud signs the payload of a request."""
        return self.sign(hashlib.sha1(canonical(message)).digest())

    def authorization(self, method: str, url: str, body: bytes, timestamp: int) -> str:
        """The header of one request of the API. `timestamp`: ms since the epoch."""
        request = {
            "bodySha256": hashlib.sha256(body).hexdigest(),
            "method": method,
            "timestamp": timestamp,
            "type": "apiRequest",
            "url": url,
        }
        return f"Kachery-Client {self.client_id} {timestamp} {self.sign(canonical(request))}"


Key = Union[ApiKey, ClientKey, None]


def canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def find_key() -> Key:
    api_key = os.environ.get("KACHERY_API_KEY")
    return ApiKey(api_key.strip()) if api_key else find_client_key()


def find_client_key() -> ClientKey | None:
    client_id = os.environ.get("KACHERY_CLOUD_CLIENT_ID")
    if client_id:
        private = os.environ.get("KACHERY_CLOUD_PRIVATE_KEY")
        if not private:
            raise InputError("KACHERY_CLOUD_CLIENT_ID is set; set KACHERY_CLOUD_PRIVATE_KEY beside it.")
        return _client_key(_hex(private), "KACHERY_CLOUD_PRIVATE_KEY", client_id)
    path = key_folder() / "private.pem"
    try:
        text = path.read_text()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError(f"The key file {path} can't be read: {error}.") from error
    return _client_key(_in_pem(text), str(path))


def make_client_key() -> ClientKey:
    """Makes the key files where there are none, as kachery-cloud-init does."""
    known = find_client_key()
    if known is not None:
        return known
    folder = key_folder()
    seed = os.urandom(32)
    key = _client_key(seed, str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(folder / "private.pem", _pem("PRIVATE", _PRIVATE_PREFIX + seed), 0o600)
        _write_new(folder / "public.pem", _pem("PUBLIC", _PUBLIC_PREFIX + bytes.fromhex(key.client_id)), 0o644)
    except OSError as error:
        raise InputError(f"The key files can't be written to {folder}: {error}.") from error
    return key


def _client_key(seed: bytes | None, where: str, client_id: str | None = None) -> ClientKey:
    if seed is None or len(seed) != 32:
        raise InputError(f"{where} holds no key of a kachery client.")
    public = ed25519.public_key(seed).hex()
    if client_id is not None and client_id.strip() != public:
        raise InputError("KACHERY_CLOUD_CLIENT_ID and KACHERY_CLOUD_PRIVATE_KEY don't belong together.")
    return ClientKey(public, seed)


def _hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _in_pem(text: str) -> bytes | None:
    lines = [line.strip() for line in text.strip().splitlines()]
    try:
        der = base64.b64decode("".join(lines[1:-1]), validate=True)
    except ValueError:
        return None
    return der[len(_PRIVATE_PREFIX) :] if der.startswith(_PRIVATE_PREFIX) else None


def _pem(kind: str, der: bytes) -> str:
    # On one line and without one at the end: kachery-cloud reads it by its lines.
    return f"-----BEGIN {kind} KEY-----\n{base64.b64encode(der).decode()}\n-----END {kind} KEY-----"


def _write_new(path: Path, text: str, mode: int) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
