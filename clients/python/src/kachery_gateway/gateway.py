"""One gateway over HTTP: its API, and the wires of findFile. Refusals become GatewayError."""

from __future__ import annotations

import json
import threading
import time
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Any, Callable

import requests
from requests.adapters import HTTPAdapter

from . import settings
from .errors import ConnectionFailed, GatewayError
from .keys import ApiKey, ClientKey, Key, find_key
from .refusals import advised, reason_of, refusal_of, retry_after
from .retry import Backoff, Patience

Json = dict[str, Any]

#: Seconds: to connect, and for one piece to be taken; until an answer begins.
TIMEOUT = (30, 120)

#: Seconds that a gateway may be silent that never answered: its address is probably wrong.
_FIRST_PATIENCE = 4
#: Seconds that one may answer 503.
_BUSY_PATIENCE = 60


class Gateway:
    """`key`: who is asking; what the environment says where nothing is given."""

    def __init__(
        self,
        url: str | None = None,
        key: Key | Callable[[], Key] = find_key,
        *,
        patience: Patience = Patience(),  # noqa: B008 (it can't change)
        stop: Event | None = None,
    ) -> None:
        self.url = settings.gateway_url() if url is None else url.rstrip("/")
        self.key = key() if callable(key) else key
        self.patience = patience
        #: Set: whatever waits or sends, ends.
        self.stop = Event() if stop is None else stop
        self.http = requests.Session()
        for scheme in ("http://", "https://"):
            self.http.mount(scheme, HTTPAdapter(pool_maxsize=64))
        # A login for the host in ~/.netrc would be sent instead of ours, and storage refuses two.
        self.http.auth = lambda request: request
        self._answered = False
        #: ms that the gateway's clock is ahead of this one.
        self._ahead = 0
        self._lock = threading.Lock()

    def api(self, method: str, path: str, body: Json | None = None) -> Json:
        """`path`: with its query. Returns {} for an answer without content."""
        return _object(self._send(method, path, _same(body), self._signed))

    def find_file(self, zone: str, sha1: str) -> Json:
        """As kachery 2 with an API key, else as kachery-cloud."""
        file = {"hashAlg": "sha1", "hash": sha1}
        if isinstance(self.key, ApiKey):
            request = {"type": "findFileRequest", "zoneName": zone, **file}
            return _object(self._send("POST", "/api/findFile", _same(request), self._signed))
        return self.v1({"type": "findFile", "zone": zone, **file})

    def v1(self, payload: Json) -> Json:
        """Protocol v1, signed by the client's key where there is one."""
        return _object(self._send("POST", "/api/gateway", lambda now: self._envelope({**payload, "timestamp": now})))

    def redirect(self, path: str) -> str:
        """Where a link of the gateway leads."""
        return self._send("GET", path, _same(None), self._signed).headers["location"]

    def _envelope(self, payload: Json) -> bytes:
        if not isinstance(self.key, ClientKey):
            return _text({"payload": payload})
        signature = self.key.sign_message(payload)
        return _text({"payload": payload, "fromClientId": self.key.client_id, "signature": signature})

    def _signed(self, method: str, url: str, body: bytes, now: int) -> dict[str, str]:
        if isinstance(self.key, ApiKey):
            return {"authorization": f"Bearer {self.key.key}"}
        if isinstance(self.key, ClientKey):
            return {"authorization": self.key.authorization(method, url, body, now)}
        return {}

    def _send(
        self,
        method: str,
        path: str,
        body_at: Callable[[int], bytes],
        headers_of: Callable[[str, str, bytes, int], dict[str, str]] = lambda *_: {},
    ) -> requests.Response:
        """Signs anew each time that it tries: a signature is good for two minutes."""
        url = self.url + path
        waiting = self.patience if self._answered else self.patience.of_at_most(_FIRST_PATIENCE)
        silent, busy = Backoff(waiting, self.stop), Backoff(self.patience.of_at_most(_BUSY_PATIENCE), self.stop)
        clock_was_set = False
        while True:
            now = self._now()
            body = body_at(now)
            headers = headers_of(method, url, body, now)
            if body:
                headers["content-type"] = "application/json"
            try:
                response = self.http.request(
                    method, url, data=body or None, headers=headers, timeout=TIMEOUT, allow_redirects=False
                )
            except requests.exceptions.SSLError as error:
                raise ConnectionFailed(f"The certificate of {self.url} can't be trusted: {error}.") from error
            except requests.exceptions.RequestException as error:
                silent.wait(ConnectionFailed(f"Couldn't reach the gateway {self.url}: {reason_of(error)}."))
                continue
            self._answered = True
            if response.ok and not response.is_redirect:
                return response
            if response.is_redirect and path.startswith("/z/"):
                return response
            refusal = advised(refusal_of(self.url, response), self.key)
            if refusal.code == "auth.wrong_clock" and not clock_was_set and self._set_clock(response):
                clock_was_set = True
            elif response.status_code in (502, 503, 504) and not refusal.code.startswith("zone."):
                busy.wait(refusal, retry_after(response))
            else:
                raise refusal

    def _now(self) -> int:
        return int(time.time() * 1000) + self._ahead

    def _set_clock(self, response: requests.Response) -> bool:
        """A wrong clock of this machine is no reason to fail: the gateway's is in each of its answers."""
        date = response.headers.get("date")
        if date is None:
            return False
        with self._lock:
            self._ahead = int(parsedate_to_datetime(date).timestamp() * 1000) - int(time.time() * 1000)
        return True


def _same(body: Json | None) -> Callable[[int], bytes]:
    """A body that doesn't say when it was sent."""
    text = b"" if body is None else _text(body)
    return lambda _now: text


def _text(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _object(response: requests.Response) -> Json:
    if response.status_code == 204:
        return {}
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise GatewayError(f"{response.url} didn't answer as a kachery gateway does; is the address right?", "", 200)
    return answer
