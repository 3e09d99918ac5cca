"""A gateway and its storage in this process, which answer with whatever faults a test wants."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Fault:
    """`status`: an answer instead. `cut`: the connection ends after so many bytes of the body, either way."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    #: Flips a bit of the answer's body.
    corrupt: bool = False


@dataclass
class Begun:
    id: str
    zone: str
    sha1: str
    sha256: str
    size: int
    part_size: int
    state: str = "open"
    parts: dict[int, bytes] = field(default_factory=dict)
    failure: dict[str, str] | None = None

    @property
    def count(self) -> int:
        return -(-self.size // self.part_size)

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "zone": self.zone,
            "sha1": self.sha1,
            "sha256": self.sha256,
            "size": self.size,
            "partSize": self.part_size,
            "partCount": self.count,
            "endsAt": 2_000_000_000_000,
        }


class FakeGateway:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, Begun] = {}
        self.asked: list[Asked] = []
        #: How often each part came in whole, by upload and number.
        self.received: Counter[tuple[str, int]] = Counter()
        #: Gives the fault that a request meets, or None.
        self.fault: Callable[[Asked], Fault | None] = lambda _: None
        #: seconds that a part takes
        self.part_takes = 0.0
        #: Zones whose storage takes no parts.
        #: seconds that its clock is ahead
        self.clock_ahead = 0.0
        self.lock = threading.Lock()
        gateway = self

        class Handler(_Handler):
            fake = gateway

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, content: bytes) -> str:
        sha1 = hashlib.sha1(content).hexdigest()
        self.files[sha1] = content
        return f"sha1://{sha1}"

    def requests(self, method: str, pattern: str) -> list[Asked]:
        return [each for each in self.asked if each.method == method and re.search(pattern, each.path)]


class Refusal(Exception):
    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code = status, code


class _Handler(BaseHTTPRequestHandler):
    fake: FakeGateway
    protocol_version = "HTTP/1.1"
    # What is written goes at once: no wait for the other side's acknowledgement.
    wbufsize = 1 << 16

    def log_message(self, *_: object) -> None:
        return

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate((timestamp or time.time()) + self.fake.clock_ahead, usegmt=True)

    def _any(self) -> None:
        asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
        fault = self.fake.fault(asked)
        length = int(self.headers.get("content-length", 0))
        if fault is not None and fault.cut is not None and self.command == "PUT":
            self.rfile.read(min(fault.cut, length))
            self.close_connection = True
            return
        asked.body = self.rfile.read(length)
        if len(asked.body) < length:
            self.close_connection = True
            return
        with self.fake.lock:
            self.fake.asked.append(asked)
        if fault is not None and fault.status:
            self._answer(fault.status, fault.body, fault.headers)
            return
        try:
            self._route(asked, fault)
        except Refusal as refusal:
            body = {"detail": str(refusal), "code": refusal.code}
            headers = {"content-type": "application/problem+json", "x-error-code": refusal.code}
            self._answer(refusal.status, json.dumps(body).encode(), headers)

    do_GET = do_POST = do_PUT = do_DELETE = _any

    def _route(self, asked: Asked, fault: Fault | None) -> None:
        if asked.path == "/api/uploads":
            self._json(self._begin(asked.json))
        elif asked.path in ("/api/gateway", "/api/findFile", "/api/initiateFileUpload", "/api/finalizeFileUpload"):
            self._json(self._wire(asked.json.get("payload", asked.json)))
        elif asked.path.startswith("/store/"):
            self._put(asked)
        elif asked.path.startswith("/file/"):
            self._get(asked, fault)
        elif asked.path.startswith("/z/"):
            sha256 = asked.path.split("/")[4]
            [content] = [each for each in self.fake.files.values() if hashlib.sha256(each).hexdigest() == sha256]
            self._answer(302, b"", {"location": f"{self.fake.url}/file/{hashlib.sha1(content).hexdigest()}"})
        else:
            _, _, _, upload, *action = asked.path.split("/")
            self._upload(upload, asked, *action)

    def _begin(self, body: dict[str, Any]) -> dict[str, Any]:
        nothing = {"upload": None, "previousFailure": None}
        if body["size"] == 0 or body["sha1"] in self.fake.files:
            return {"state": "stored", **nothing}
        with self.fake.lock:
            number = len(self.fake.uploads)
            size = body.get("partSize", 16 * 1024 * 1024)
            begun = Begun(
                f"{number:032x}-{body['zone']}", body["zone"], body["sha1"], body["sha256"], body["size"], size
            )
            self.fake.uploads[begun.id] = begun
        return {"state": "open", **nothing, "upload": begun.shown()}

    def _upload(self, name: str, asked: Asked, action: str = "") -> None:
        begun = self.fake.uploads.get(name)
        if begun is None:
            raise Refusal(404, "upload.unknown", "There is no such upload.")
        if action == "part-urls":
            numbers = asked.json["numbers"]
            assert 1 <= len(numbers) <= 100
            urls = [{"number": each, "size": 0, "url": f"{self.fake.url}/store/{name}/{each}"} for each in numbers]
            self._json({"urls": urls})
            return
        if action == "complete" and begun.state == "open":
            missing = [each for each in range(1, begun.count + 1) if each not in begun.parts]
            if missing:
                raise Refusal(422, "upload.parts_missing", "Parts are missing.")
            content = b"".join(begun.parts[each] for each in range(1, begun.count + 1))
            if hashlib.sha1(content).hexdigest() == begun.sha1:
                self.fake.files[begun.sha1] = content
                begun.state = "stored"
            else:
                begun.state = "failed"
                begun.failure = {"code": "upload.wrong_content", "message": "The content doesn't match its hash."}
        parts = sorted(begun.parts) if begun.state == "open" else []
        self._json({**begun.shown(), "state": begun.state, "parts": parts, "failure": begun.failure})

    def _put(self, asked: Asked) -> None:
        assert "content-type" not in asked.headers
        assert "authorization" not in asked.headers
        _, _, name, number = asked.path.split("?")[0].split("/")
        time.sleep(self.fake.part_takes)
        begun = self.fake.uploads.get(name)
        if begun is None or begun.state != "open":
            self._answer(404, b"<Code>NoSuchUpload</Code>", {})
            return
        begun.parts[int(number)] = asked.body
        with self.fake.lock:
            self.fake.received[(name, int(number))] += 1
        self._answer(200, b"", {})

    def _wire(self, asked: dict[str, Any]) -> dict[str, Any]:
        if abs(asked.get("timestamp", time.time() * 1000) / 1000 - time.time() - self.fake.clock_ahead) > 125:
            raise Refusal(401, "auth.wrong_clock", "Your clock is wrong.")
        kind = asked["type"].replace("Request", "")
        if kind == "findFile":
            content = self.fake.files.get(asked["hash"])
            if content is None:
                return {"found": False}
            return {"found": True, "size": len(content), "url": f"{self.fake.url}/file/{asked['hash']}"}
        raise AssertionError(kind)

    def _get(self, asked: Asked, fault: Fault | None) -> None:
        content = self.fake.files[asked.path.split("/")[-1]]
        first, last = re.findall(r"\d+", asked.headers["range"])
        part = content[int(first) : int(last) + 1]
        if fault is not None and fault.corrupt:
            part = bytes([part[0] ^ 1]) + part[1:]
        headers = {"content-range": f"bytes {first}-{last}/{len(content)}", "content-length": str(len(part))}
        if fault is not None and fault.cut is not None:
            part = part[: fault.cut]
            self.close_connection = True
        self._answer(206, part, headers)

    def _json(self, body: dict[str, Any]) -> None:
        self._answer(200, json.dumps(body).encode(), {"content-type": "application/json"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
