"""Key files and variables, as kachery-cloud has them."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from kachery_gateway import InputError, ed25519
from kachery_gateway.keys import ApiKey, ClientKey, find_client_key, find_key, make_client_key
from kachery_gateway.settings import cache_folder, gateway_url, zone_name

SEED = bytes(range(32))
CLIENT_ID = ed25519.public_key(SEED).hex()


def test_an_api_key_comes_first_then_the_variables_then_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_key() is None
    of_files = make_client_key()
    assert find_key() == of_files
    monkeypatch.setenv("KACHERY_CLOUD_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("KACHERY_CLOUD_PRIVATE_KEY", SEED.hex())
    assert find_key() == ClientKey(CLIENT_ID, SEED)
    monkeypatch.setenv("KACHERY_API_KEY", " kachery_x\n")
    assert find_key() == ApiKey("kachery_x")


def test_makes_key_files_once_which_others_cannot_read(home: Path) -> None:
    key = make_client_key()
    assert make_client_key() == key
    private = home / ".kachery-cloud" / "private.pem"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert private.read_text().splitlines()[0] == "-----BEGIN PRIVATE KEY-----"
    assert len(private.read_text().splitlines()) == 3


def test_kachery_cloud_reads_them_and_this_reads_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import kachery_cloud as kc; print(kc.get_client_id(generate_if_missing=True))"
    for folder, make in (("ours", make_client_key), ("theirs", lambda: None)):
        monkeypatch.setenv("KACHERY_CLOUD_DIR", str(home / folder))
        make()
        told = subprocess.run(
            [os.environ["TEST_KACHERY_PYTHON"], "-c", program], check=True, capture_output=True, text=True
        )
        key = find_client_key()
        assert key is not None
        assert key.client_id == told.stdout.strip()


@pytest.mark.parametrize(
    ("client_id", "private", "sentence"),
    [
        (CLIENT_ID, "", "set KACHERY_CLOUD_PRIVATE_KEY beside it"),
        (CLIENT_ID, "xyz", "KACHERY_CLOUD_PRIVATE_KEY holds no key"),
        (CLIENT_ID, "ab", "KACHERY_CLOUD_PRIVATE_KEY holds no key"),
        ("0" * 64, SEED.hex(), "don't belong together"),
    ],
)
def test_wrong_variables_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, client_id: str, private: str, sentence: str
) -> None:
    monkeypatch.setenv("KACHERY_CLOUD_CLIENT_ID", client_id)
    monkeypatch.setenv("KACHERY_CLOUD_PRIVATE_KEY", private)
    with pytest.raises(InputError, match=sentence):
        find_key()


@pytest.mark.parametrize(
    "text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "ö\n" * 3]
)
def test_a_file_that_holds_no_key_is_told_by_its_path(home: Path, text: str) -> None:
    path = home / ".kachery-cloud" / "private.pem"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(InputError, match=r"private\.pem holds no key of a kachery client"):
        find_key()


def test_the_environment_is_the_other_clients(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="Set the environment variable KACHERY_GATEWAY_URL"):
        gateway_url()
    monkeypatch.setenv("KACHERY_BASE_URL", "https://second.example/")
    assert gateway_url() == "https://second.example"
    monkeypatch.setenv("KACHERY_GATEWAY_URL", "https://first.example/below/")
    assert gateway_url() == "https://first.example/below"
    monkeypatch.setenv("KACHERY_GATEWAY_URL", "gateway.example")
    with pytest.raises(InputError, match="must begin with http"):
        gateway_url()
    assert zone_name() == "default"
    monkeypatch.setenv("KACHERY_ZONE", "franklab.default")
    assert (zone_name(), zone_name("lab")) == ("franklab.default", "lab")
    for wrong in ("a/b", "a..b", ".a", "", "a" * 101):
        if wrong:
            with pytest.raises(InputError, match="can't be the name of a zone"):
                zone_name(wrong)
    assert cache_folder() == home / ".kachery-cloud"
    monkeypatch.setenv("KACHERY_CLOUD_USE_SANDBOX", "1")
    monkeypatch.setenv("KACHERY_CLOUD_SANDBOX_DIR", str(home / "sandbox"))
    assert cache_folder() == home / "sandbox"
