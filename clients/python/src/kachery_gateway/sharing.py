"""Links by which whoever has them reads files, until they end."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .errors import InputError
from .gateway import Gateway
from .settings import zone_name
from .uri import parse_uri

_DAY = 24 * 3600 * 1000


def share(
    uris: str | Sequence[str],
    *,
    days: float = 7,
    uses: int | None = None,
    note: str = "",
    zone: str | None = None,
) -> str:
    """
    Makes a link by which anybody can load these files, without an account. Returns its address, which is told only now.

    uris: of one file or several in one zone.
    days: until the link ends.
    uses: how often the files can be loaded; absent: any number of times.
    note: for yourself, in the list of links on the site.
    zone: absent: the one in the URIs, else the environment variable KACHERY_ZONE, else "default".

    Raises KacheryError, with one sentence that says what to do.
    """
    return share_files(Gateway(), [uris] if isinstance(uris, str) else list(uris), days, uses, note, zone)


def share_files(
    gateway: Gateway, uris: Sequence[str], days: float, uses: int | None, note: str, zone: str | None
) -> str:
    files = [parse_uri(uri) for uri in uris]
    zones = {zone_name(zone or file.zone) for file in files}
    if len(zones) != 1:
        raise InputError("A link is for files of one zone; make one for each zone.")
    if days <= 0:
        raise InputError("A link needs a time to live: more than 0 days.")
    body = {
        "hashes": [file.hash for file in files],
        "endsAt": int(time.time() * 1000 + days * _DAY),
        "note": note,
        **({} if uses is None else {"count": uses}),
    }
    return str(gateway.api("POST", f"/api/zones/{zones.pop()}/share-links", body)["url"])
