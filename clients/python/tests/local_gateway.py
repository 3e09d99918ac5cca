"""A gateway as people run it on one machine, and people at its site: for tests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

CHECKOUT = Path(__file__).resolve().parents[3]
_PATIENCE = 60


class LocalGateway:
    """`environment`: its configuration, beside what it has by itself."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None) -> None:
        self._data, self._environment = data, environment or {}
        self._port = 0
        self.url = ""
        self.start()

    def start(self) -> None:
        """On the same data and the same port, where it ran before."""
        words = [
            "scripts/node24.mjs",
            "packages/local/src/main.ts",
            "--data",
            str(self._data),
            "--port",
            str(self._port),
        ]
        surroundings = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed by kill)
        self._process = subprocess.Popen(
            ["node", *words],
            cwd=CHECKOUT,
            env={**surroundings, "AWS_EC2_METADATA_DISABLED": "true", **self._environment},
            stdout=self._log,
            stderr=self._log,
            # kill -9 reaches what node24.mjs starts, too.
            start_new_session=True,
        )
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends and self._process.poll() is None:
            printed = re.search(r"http://127\.0\.0\.1:(\d+)", self.log())
            if printed is not None:
                self.url, self._port = printed[0], int(printed[1])
                return
            time.sleep(0.05)
        raise AssertionError(f"The gateway printed no URL: {self.log()}")

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def kill(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()


class Person:
    """Somebody in a browser, signed in by a name."""

    def __init__(self, gateway: str, name: str) -> None:
        self.gateway = gateway
        self._browser = requests.Session()
        self._browser.headers["origin"] = gateway
        begun = self._browser.get(f"{gateway}/api/sign-in", allow_redirects=False)
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        leads_to = self.ask("POST", "/api/sign-in/name", {"name": name, "state": state})["leadsTo"]
        self._browser.get(gateway + leads_to, allow_redirects=False)

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._browser.request(method, self.gateway + path, json=body)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json()) if answer.content else {}

    def new_api_key(self) -> str:
        return str(self.ask("POST", "/api/me/api-keys", {"name": "made in a test"})["apiKey"])

    def register(self, link: str) -> None:
        """Presses the button of the page behind a registration link."""
        parts = urlsplit(link)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = {"clientId": parts.path.split("/")[-1], "signature": query["signature"], "label": query["label"]}
        self.ask("POST", f"/api/zones/{query['zone']}/clients", body)

    def close(self) -> None:
        self._browser.close()
