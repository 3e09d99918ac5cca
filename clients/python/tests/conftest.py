"""Each test has a home and an environment of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_gateway import FakeGateway
from local_gateway import LocalGateway


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("KACHERY_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGateway]:
    gateway = FakeGateway()
    monkeypatch.setenv("KACHERY_GATEWAY_URL", gateway.url)
    monkeypatch.setenv("KACHERY_API_KEY", "kachery_test")
    yield gateway
    gateway.close()


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalGateway]:
    gateway = LocalGateway(tmp_path_factory.mktemp("gateway"))
    yield gateway
    gateway.kill()
