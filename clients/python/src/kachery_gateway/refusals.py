"""What the answers of a gateway, of storage and of the network mean for a person."""

from __future__ import annotations

import requests

from .errors import GatewayError
from .keys import Key


def refusal_of(gateway: str, response: requests.Response) -> GatewayError:
    """The gateway's own sentence and code; else what answered in its place."""
    status, code = response.status_code, response.headers.get("x-error-code", "")
    content_type = response.headers.get("content-type", "")
    if response.is_redirect:
        target = response.headers["location"]
        return GatewayError(f"{gateway} leads on to {target}; set KACHERY_GATEWAY_URL to where it leads.", "", status)
    sentence = ""
    if "json" in content_type:
        try:
            sentence = str(response.json()["detail"])
        except (ValueError, KeyError, TypeError):
            sentence = ""
    elif content_type.startswith("text/plain"):
        sentence = response.text.strip()
    if not sentence:
        sentence = f"{gateway} answered {status} {response.reason}, and not as a kachery gateway does."
    return GatewayError(sentence, code, status)


def retry_after(response: requests.Response) -> float:
    """Seconds, at most a minute."""
    text = response.headers.get("retry-after", "")
    return min(float(text), 60) if text.isdigit() else 0


def reason_of(error: requests.exceptions.RequestException) -> str:
    """What a person can use of the chain of errors of HTTP libraries."""
    if isinstance(error, requests.exceptions.Timeout):
        return "it didn't answer in time"
    text = str(error)
    for words, meaning in _REASONS.items():
        if words in text:
            return meaning
    return "the connection broke"


_UNKNOWN = "The gateway must know who you are for this: run kgw login, or set KACHERY_API_KEY."

#: The gateway speaks of its site, where people sign in; here they do something else.
_WITHOUT_KEY = dict.fromkeys(
    ("access.anonymous", "access.session_needed", "auth.signed_out", "request.foreign_origin"), _UNKNOWN
)
_WITH_KEY = {"access.client_not_registered": "This machine is not registered in the zone: run kgw login (--zone ZONE)."}


def advised(refusal: GatewayError, key: Key) -> GatewayError:
    """With what to do here, where the gateway's sentence says what to do on its site."""
    sentence = (_WITHOUT_KEY if key is None else _WITH_KEY).get(refusal.code)
    return refusal if sentence is None else GatewayError(sentence, refusal.code, refusal.status)


_REASONS = {
    "Connection refused": "nothing answers there",
    "Name or service not known": "there is no such host",
    "nodename nor servname": "there is no such host",
    "Temporary failure in name resolution": "the host's name can't be looked up now",
    "getaddrinfo failed": "there is no such host",
    "Failed to resolve": "there is no such host",
    "ProxyError": "the proxy doesn't let it through",
    "Network is unreachable": "there is no network",
    "Invalid URL": "the address is wrong",
}
