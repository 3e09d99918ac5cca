"""With a gateway on one machine: its embedded store, a real site, kachery_cloud itself."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests
from local_gateway import LocalGateway, Person

import kachery_gateway as kg
from kachery_gateway import KacheryError, signing_in
from kachery_gateway.cli import main
from kachery_gateway.gateway import Gateway
from kachery_gateway.keys import ApiKey, make_client_key
from kachery_gateway.storing import store_file

PART = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def ada(local: LocalGateway) -> Person:
    person = Person(local.url, "ada")
    person.ask("PATCH", "/api/zones/default/settings", {"allowPublicUpload": True})
    return person


@pytest.fixture(scope="module")
def api_key(ada: Person) -> str:
    return ada.new_api_key()


@pytest.fixture(autouse=True)
def environment(local: LocalGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KACHERY_GATEWAY_URL", local.url)


def content(path: Path, size: int) -> str:
    """Gives its SHA-1."""
    data = os.urandom(size)
    path.write_bytes(data)
    return hashlib.sha1(data).hexdigest()


@pytest.mark.parametrize("size", [0, 1, 3 * PART + 17])
def test_a_file_comes_back_as_it_was(api_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setenv("KACHERY_API_KEY", api_key)
    sha1 = content(tmp_path / "x.nwb", size)
    assert kg.store(tmp_path / "x.nwb", label="x.nwb", part_size=PART) == f"sha1://{sha1}?label=x.nwb"
    loaded = Path(kg.load(f"sha1://{sha1}"))
    assert loaded.read_bytes() == (tmp_path / "x.nwb").read_bytes()


def test_goes_on_at_a_gateway_that_was_killed(local: LocalGateway, api_key: str, tmp_path: Path) -> None:
    sha1 = content(tmp_path / "x.nwb", 8 * PART)

    class Killing(Gateway):
        """Kills the gateway once some parts are there."""

        def api(self, method: str, path: str, body: dict[str, object] | None = None) -> dict[str, object]:
            if path.endswith("/complete") and not killed:
                killed.append(True)
                local.kill()
                threading.Thread(target=local.start).start()
            return super().api(method, path, body)

    killed: list[bool] = []
    stored = store_file(tmp_path / "x.nwb", Killing(local.url, ApiKey(api_key)), part_size=PART)
    assert (stored.sha1, stored.verified, killed) == (sha1, True, [True])


def test_who_may_not_is_told_in_the_gateways_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content(tmp_path / "x", 10)
    assert main(["store", str(tmp_path / "x")]) == 1
    err = capsys.readouterr().err
    assert (
        err == "The gateway must know who you are for this: run kgw login, or set KACHERY_API_KEY. (access.anonymous)\n"
    )
    for words in (["ls"], ["share", f"sha1://{'0' * 40}"]):
        assert main(words) == 1
        assert "run kgw login" in capsys.readouterr().err
    make_client_key()
    assert main(["store", str(tmp_path / "x")]) == 1
    assert capsys.readouterr().err.startswith("This machine is not registered in the zone: run kgw login")
    assert main(["store", "--zone", "nobodys", str(tmp_path / "x")]) == 1
    assert "zone.not_found" in capsys.readouterr().err
    assert main(["load", "--zone", "nobodys", f"sha1://{'0' * 40}"]) == 1
    assert "zone.not_found" in capsys.readouterr().err


def test_a_wrong_api_key_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KACHERY_API_KEY", "kachery_" + "0" * 64)
    content(tmp_path / "x", 10)
    with pytest.raises(KacheryError, match=r"auth\.bad_api_key"):
        kg.store(tmp_path / "x")


def test_login_prints_the_page_and_waits_until_the_client_is_registered(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "_QUESTION", 0.1)
    monkeypatch.setenv("SSH_CONNECTION", "from somewhere")
    said: list[str] = []

    def person(text: str) -> None:
        said.append(text)
        for line in text.splitlines():
            if line.startswith("http"):
                ada.register(line)

    client = kg.login(label="node 7 of the cluster", say=person)
    assert (client.owner, client.label) == ("ada", "node 7 of the cluster")
    assert said[0] == "Open this page in a browser, on any machine:"
    # Once is enough.
    assert kg.login(say=said.append) == client
    assert len(said) == 3


@pytest.fixture
def own_zone(ada: Person, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its files have owners, and this machine's client is registered there."""
    ada.ask("POST", "/api/zones", {"zone": "ada"})
    settings = {"readers": True, "defaultVisibility": "private", "sharing": "owners", "teams": [], "version": None}
    ada.ask("PUT", "/api/zones/ada/file-settings", settings)
    ada.register(signing_in.registration_link(ada.gateway, make_client_key(), "ada", "tests"))
    monkeypatch.setenv("KACHERY_ZONE", "ada")
    return "ada"


def test_a_client_stores_loads_lists_and_shares(
    own_zone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sha1 = content(tmp_path / "x.nwb", PART + 1)
    assert main(["store", str(tmp_path / "x.nwb")]) == 0
    assert capsys.readouterr().out == f"sha1://{sha1}?label=x.nwb\n"
    sha256 = hashlib.sha256((tmp_path / "x.nwb").read_bytes()).hexdigest()
    for uri in (f"sha256://{sha256}", f"sha1://{sha1}"):
        assert main(["load", uri, "-o", str(tmp_path / "copy")]) == 0
        assert (tmp_path / "copy").read_bytes() == (tmp_path / "x.nwb").read_bytes()
    [mine] = [file for file in kg.ls() if file.sha1 == sha1]
    assert mine == kg.File(own_zone, sha1, PART + 1, "x.nwb", "ada", mine.stored_at, "private")
    assert [file.sha1 for file in kg.ls("x.n")] == [sha1]
    assert sha1 in {file.sha1 for file in kg.ls(everybody=True)}
    link = kg.share(f"sha1://{sha1}", days=1, note="for Eve")
    assert requests.get(link).content == (tmp_path / "x.nwb").read_bytes()


def test_login_ends_where_nobody_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "_QUESTION", 0.05)
    with pytest.raises(KacheryError, match="Nobody registered the client within 0 minutes; run kgw login again"):
        kg.login(browser=False, timeout=0.1, say=lambda _: None)


@pytest.mark.parametrize(("module", "uri"), [("kachery_cloud", "sha1://{}"), ("kachery", "kachery:default:sha1:{}")])
def test_install_makes_it_their_backend(api_key: str, tmp_path: Path, module: str, uri: str) -> None:
    sha1 = content(tmp_path / "x.nwb", PART + 1)
    program = (
        f"import kachery_gateway, {module} as kc; kachery_gateway.install(); print(kc.store_file('x.nwb')); "
        "print(kc.store_file('x.nwb', label='a b')); print(kc.store_json({'a': 1}))"
    )
    source = str(Path(kg.__file__).parents[1])
    told = subprocess.run(
        [os.environ["TEST_KACHERY_PYTHON"], "-c", program],
        cwd=tmp_path,
        env={**os.environ, "KACHERY_API_KEY": api_key, "PYTHONPATH": source},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    bare, labelled, json = told.stdout.split("\n")[:3]
    separator = "?label=" if module == "kachery_cloud" else ":"
    assert (bare, labelled) == (uri.format(sha1), f"{uri.format(sha1)}{separator}a%20b")
    assert json.startswith(uri.format(""))


def test_install_where_there_is_neither_is_told(tmp_path: Path) -> None:
    # A folder of this name, as many people have.
    (tmp_path / "kachery").mkdir()
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.modules['kachery_cloud'] = None\n"
        "import kachery_gateway\ntry: kachery_gateway.install()\nexcept Exception as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("Neither kachery_cloud (0.4.4 or newer) nor kachery is installed here")
