"""One's own files, and those of a zone; in zones whose files have owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

from .gateway import Gateway, Json
from .settings import zone_name
from .uri import zone_uri


@dataclass(frozen=True)
class File:
    zone: str
    sha1: str
    #: bytes
    size: int
    name: str | None
    owner: str | None
    stored_at: datetime
    #: private, a team's, public …
    visibility: str

    @property
    def uri(self) -> str:
        return zone_uri(self.zone, self.sha1, self.name)


def ls(search: str = "", *, zone: str | None = None, everybody: bool = False) -> Iterator[File]:
    """
    One's own files, the newest first.

    search: only those whose hash or name begins so.
    zone: only those in this zone; absent: of all zones.
    everybody: everybody's files in the zone, for its administrators.

    Raises KacheryError, with one sentence that says what to do.
    """
    return list_files(Gateway(), search, zone, everybody)


def list_files(gateway: Gateway, search: str, zone: str | None, everybody: bool) -> Iterator[File]:
    path = f"/api/zones/{zone_name(zone)}/files" if everybody else "/api/files"
    query = {"limit": "200", **({"search": search} if search else {})}
    if not everybody:
        # Where the client is registered that asks.
        query["zone"] = zone_name(zone)
    while True:
        # In the spelling that a signature is good for, whatever stands between: spaces as %20.
        page = gateway.api("GET", f"{path}?{urlencode(query, quote_via=quote)}")
        for item in page["items"]:
            if zone is None or everybody or item["zone"] == zone:
                yield _file(item)
        after = page.get("next")
        if after is None:
            return
        query["after"] = after


def _file(item: Json) -> File:
    return File(
        zone=item["zone"],
        sha1=item["hash"],
        size=item["size"],
        name=item["name"],
        owner=item["owner"],
        stored_at=datetime.fromtimestamp(item["at"] / 1000, timezone.utc),
        visibility=item["visibility"],
    )
