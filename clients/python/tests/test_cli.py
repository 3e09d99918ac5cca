"""The command kgw: what it prints, and what it says of wrong input."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_gateway import FakeGateway, Fault

from kachery_gateway.cli import main

CONTENT = b"hello kachery"
SHA1 = hashlib.sha1(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hello world.txt"
    path.write_bytes(CONTENT)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


def test_stores_and_loads(
    fake: FakeGateway, file: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"other")
    uri = f"sha1://{SHA1}?label=hello%20world.txt"
    both = f"{uri}\nsha1://{hashlib.sha1(b'other').hexdigest()}?label=other\n"
    assert run(capsys, "store", str(file), str(other)) == (0, both, "")
    assert fake.files[SHA1] == CONTENT
    code, out, err = run(capsys, "load", uri)
    assert (code, err) == (0, "")
    assert Path(out.strip()).read_bytes() == CONTENT
    assert run(capsys, "load", uri, "-o", str(home / "copy")) == (0, f"{home / 'copy'}\n", "")


def test_lists_files_page_by_page(fake: FakeGateway, capsys: pytest.CaptureFixture[str]) -> None:
    item = (
        f'{{"zone":"lab","hash":"{SHA1}","size":12345,"name":"x.nwb","owner":"ada","at":1790000000000,'
        '"visibility":"private"}'
    )
    pages = iter([f'{{"items":[{item}],"next":"a b"}}', f'{{"items":[{item}],"next":null}}'])
    fake.fault = lambda _: Fault(200, {"content-type": "application/json"}, next(pages).encode())
    code, out, _ = run(capsys, "ls", "x")
    line = f"2026-09-21 14:13            12,345  private   kachery:lab:sha1:{SHA1}:x.nwb\n"
    assert (code, out) == (0, 2 * line)
    assert [asked.path for asked in fake.asked] == [
        "/api/files?limit=200&search=x&zone=default",
        "/api/files?limit=200&search=x&zone=default&after=a%20b",
    ]


def test_makes_a_link_to_a_file_by_its_sha256(fake: FakeGateway, capsys: pytest.CaptureFixture[str]) -> None:
    fake.fault = lambda _: Fault(200, {"content-type": "application/json"}, b'{"url":"https://g.example/s/link_x"}')
    assert run(capsys, "share", f"sha256://{'0' * 64}") == (0, "https://g.example/s/link_x\n", "")
    assert fake.asked[0].json["hashes"] == ["0" * 64]


def test_makes_a_link(fake: FakeGateway, capsys: pytest.CaptureFixture[str]) -> None:
    fake.fault = lambda _: Fault(200, {"content-type": "application/json"}, b'{"url":"https://g.example/s/link_x"}')
    words = ["share", f"kachery:lab:sha1:{SHA1}", "--days", "2", "--uses", "3", "--note", "for Eve"]
    assert run(capsys, *words) == (0, "https://g.example/s/link_x\n", "")
    [asked] = fake.asked
    ends_at = asked.json["endsAt"] / 1000 - time.time()
    assert asked.path == "/api/zones/lab/share-links"
    assert {**asked.json, "endsAt": 0} == {"hashes": [SHA1], "endsAt": 0, "note": "for Eve", "count": 3}
    assert 2 * 86400 - 60 < ends_at <= 2 * 86400


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], 2, "The following arguments are required: COMMAND. The options: kgw --help"),
        (["nonsense"], 2, "invalid choice: 'nonsense'"),
        (["store"], 2, "The following arguments are required: PATH. The options: kgw store --help"),
        (["store", "none.nwb"], 2, "There is no file none.nwb."),
        (["store", "/tmp"], 2, "/tmp is a folder; store the files in it"),
        (["store", "--zone", "a/b", __file__], 2, "can't be the name of a zone"),
        (["store", "--parallel", "0", __file__], 2, "must be a whole number from 1 on"),
        (["store", "--label", "x", __file__, __file__], 2, "A label is for one file"),
        (["load", "x.nwb"], 2, '"x.nwb" is no URI of a kachery file'),
        (["load", f"sha1://{SHA1}"], 1, "Zone default has no file"),
        (["load", f"sha1://{SHA1}", "-o", "/none/x"], 2, "There is no folder /none"),
        (["share", f"sha1://{SHA1}", "--days", "0"], 2, "more than 0 days"),
        (["share", f"kachery:a:sha1:{SHA1}", f"kachery:b:sha1:{SHA1}"], 2, "files of one zone"),
    ],
)
@pytest.mark.usefixtures("fake")
def test_what_is_wrong_is_one_sentence(
    words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, out, err = run(capsys, *words)
    assert (ended, out) == (code, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_refusal_is_the_gateways_sentence(fake: FakeGateway, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    headers = {"content-type": "application/problem+json", "x-error-code": "access.not_permitted"}
    fake.fault = lambda _: Fault(403, headers, b'{"detail":"ada can\'t upload to zone lab."}')
    assert run(capsys, "store", str(file)) == (1, "", "ada can't upload to zone lab. (access.not_permitted)\n")


def test_without_a_gateway_says_which_variable(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "store", str(file))
    assert code == 2
    assert err.startswith("Set the environment variable KACHERY_GATEWAY_URL")


def test_help_says_what_there_is() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "kachery_gateway", "--help"], check=True, capture_output=True, text=True
    ).stdout
    for words in ("kgw store recording.nwb", "KACHERY_API_KEY", "load a file and print its path"):
        assert words in told
    version = subprocess.run([sys.executable, "-m", "kachery_gateway", "--version"], check=True, capture_output=True)
    assert version.stdout == b"kgw 0.1.0\n"
