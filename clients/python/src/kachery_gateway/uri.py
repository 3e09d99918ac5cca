"""The URIs of files: `sha1://HASH[/NAME][?label=…]`, `kachery:ZONE:sha1:HASH[:NAME]`, and the same with sha256."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from .errors import InputError
from .settings import zone_name

_LENGTHS = {"sha1": 40, "sha256": 64}
_PATTERN = re.compile(
    r"(?:kachery:(?P<zone>[^:/?]+):(?P<a>sha1|sha256):|(?P<b>sha1|sha256)://)(?P<hash>[0-9a-f]+)(?:[:/?].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FileUri:
    algorithm: str
    hash: str
    #: None: the one that the environment says.
    zone: str | None


def parse_uri(text: str) -> FileUri:
    match = _PATTERN.fullmatch(text.strip())
    algorithm = "" if match is None else (match["a"] or match["b"]).lower()
    if match is None or len(match["hash"]) != _LENGTHS[algorithm]:
        raise InputError(
            f'"{text}" is no URI of a kachery file; one looks like sha1:// and 40 of the digits 0 to 9 and a to f.'
        )
    return FileUri(algorithm, match["hash"].lower(), None if match["zone"] is None else zone_name(match["zone"]))


def sha1_uri(sha1: str, label: str | None = None) -> str:
    """As kachery-cloud writes it."""
    return f"sha1://{sha1}" + ("" if label is None else f"?label={quote(label)}")


def zone_uri(zone: str, sha1: str, label: str | None = None) -> str:
    """As kachery 2 writes it."""
    return f"kachery:{zone}:sha1:{sha1}" + ("" if label is None else f":{quote(label)}")
