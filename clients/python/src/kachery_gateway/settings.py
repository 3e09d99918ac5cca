"""The environment variables and folders, the same that kachery-cloud and kachery have."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .errors import InputError

_ZONE_NAME = re.compile(r"[A-Za-z0-9](?:\.?[A-Za-z0-9_-])*\.?")


def gateway_url() -> str:
    """Without a slash at its end. KACHERY_BASE_URL is what kachery 2 calls it."""
    url = os.environ.get("KACHERY_GATEWAY_URL") or os.environ.get("KACHERY_BASE_URL")
    if not url:
        raise InputError(
            "Set the environment variable KACHERY_GATEWAY_URL to your gateway's address, "
            "for example: export KACHERY_GATEWAY_URL=https://gateway.example.org"
        )
    if not re.match(r"https?://[^/\s]+", url):
        raise InputError(f'KACHERY_GATEWAY_URL must begin with http:// or https://, and is "{url}".')
    return url.strip().rstrip("/")


def zone_name(zone: str | None = None) -> str:
    name = zone or os.environ.get("KACHERY_ZONE") or "default"
    if len(name) > 100 or not _ZONE_NAME.fullmatch(name):
        raise InputError(
            f'"{name}" can\'t be the name of a zone: letters, digits, dots, hyphens and underscores make one.'
        )
    return name


def key_folder() -> Path:
    """Where private.pem and public.pem are."""
    given = os.environ.get("KACHERY_CLOUD_DIR")
    return Path(given) if given else Path.home() / ".kachery-cloud"


def cache_folder() -> Path:
    """Where files that were loaded are, for kachery-cloud and for this package; its sandbox is one of its own."""
    sandbox = os.environ.get("KACHERY_CLOUD_SANDBOX_DIR")
    if os.environ.get("KACHERY_CLOUD_USE_SANDBOX") == "1" and sandbox:
        return Path(sandbox)
    return key_folder()
