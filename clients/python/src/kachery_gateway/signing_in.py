"""Registers this machine's client, as kachery-cloud-init does: somebody opens a page, and this waits for them."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from dataclasses import dataclass
from typing import Callable
from urllib.parse import urlencode

from .errors import KacheryError
from .gateway import Gateway
from .keys import ClientKey, make_client_key
from .settings import zone_name

#: seconds between two questions whether the client is registered
_QUESTION = 2.0


@dataclass(frozen=True)
class Client:
    client_id: str
    owner: str
    label: str


def login(
    *,
    zone: str | None = None,
    label: str | None = None,
    browser: bool | None = None,
    timeout: float = 900,
    say: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True),
) -> Client:
    """
    Makes this machine's key files where there are none, and waits until somebody has registered them.

    zone: where; absent: the environment variable KACHERY_ZONE, else "default".
    label: what the client is called on the site; absent: this machine's name.
    browser: whether the page is opened here; absent: where there is a screen. Its address is told in any case.
    timeout: seconds to wait.

    Raises KacheryError, with one sentence that says what to do.
    """
    key = make_client_key()
    return register(Gateway(key=key), key, zone_name(zone), label or socket.gethostname(), browser, timeout, say)


def register(
    gateway: Gateway,
    key: ClientKey,
    zone: str,
    label: str,
    browser: bool | None,
    timeout: float,
    say: Callable[[str], None],
) -> Client:
    client = find_client(gateway, key, zone)
    if client is not None:
        return client
    link = registration_link(gateway.url, key, zone, label)
    opened = (has_screen() if browser is None else browser) and webbrowser.open(link)
    say("A page was opened in your browser:" if opened else "Open this page in a browser, on any machine:")
    say(f"\n{link}\n")
    say('Sign in there and press "Register client". Waiting for that …')
    for _ in range(max(1, round(timeout / _QUESTION))):
        client = find_client(gateway, key, zone)
        if client is not None:
            return client
        gateway.stop.wait(_QUESTION)
    raise KacheryError(f"Nobody registered the client within {round(timeout / 60)} minutes; run kgw login again.")


def registration_link(gateway: str, key: ClientKey, zone: str, label: str) -> str:
    query = {"signature": key.sign_message({"type": "addClient"}), "zone": zone, "label": label}
    return f"{gateway}/registerClient/{key.client_id}?{urlencode(query)}"


def find_client(gateway: Gateway, key: ClientKey, zone: str) -> Client | None:
    answer = gateway.v1({"type": "getClientInfo", "clientId": key.client_id, "zone": zone})
    if not answer["found"]:
        return None
    client = answer["client"]
    return Client(key.client_id, client["ownerId"], client["label"])


def has_screen() -> bool:
    """Nodes of clusters have none: a browser in the terminal would be in the way."""
    if "SSH_CONNECTION" in os.environ or "SLURM_JOB_ID" in os.environ:
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
