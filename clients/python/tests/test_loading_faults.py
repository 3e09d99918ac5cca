"""Downloads meet everything that can go wrong, at a fake gateway."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from fake_gateway import Asked, FakeGateway, Fault

import kachery_gateway as kg
from kachery_gateway import ConnectionFailed, FileNotThere, InputError, StorageError, WrongContent, partial_file
from kachery_gateway.cache import cached_path
from kachery_gateway.file_lock import FileLock
from kachery_gateway.gateway import Gateway
from kachery_gateway.loading import load_file
from kachery_gateway.retry import Patience

RANGE = 100_000
QUICK = Patience(all=5, first_wait=0.01, longest_wait=0.05)
CONTENT = os.urandom(7 * RANGE + 17)
SHA1 = hashlib.sha1(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_file, "RANGE", RANGE)


@pytest.fixture
def uri(fake: FakeGateway) -> str:
    return fake.put(CONTENT)


def load(uri: str, patience: Patience = QUICK, parallel: int = 3, dest: Path | None = None) -> Path:
    return Path(load_file(uri, Gateway(patience=patience), parallel=parallel, dest=dest))


def ranges(fake: FakeGateway) -> Counter[str]:
    return Counter(asked.headers["range"] for asked in fake.requests("GET", "/file/"))


def leftovers() -> list[str]:
    return [path.name for path in cached_path(SHA1).parent.iterdir() if path.name != SHA1]


def nothing_under_its_name() -> bool:
    return not cached_path(SHA1).exists()


def test_puts_a_file_where_kachery_cloud_looks_for_it(fake: FakeGateway, uri: str, home: Path) -> None:
    path = load(uri)
    assert path == home / ".kachery-cloud" / "sha1" / SHA1[:2] / SHA1[2:4] / SHA1[4:6] / SHA1
    assert path.read_bytes() == CONTENT
    assert set(ranges(fake).values()) == {1}
    assert leftovers() == []


def test_asks_nobody_for_what_is_there(fake: FakeGateway, uri: str) -> None:
    load(uri)
    fake.asked.clear()
    assert load(f"{uri}?label=x").read_bytes() == CONTENT
    assert fake.asked == []


def test_finds_what_kachery_cloud_linked(fake: FakeGateway, home: Path, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(CONTENT)
    record = home / ".kachery-cloud" / "linked_files" / "sha1" / SHA1[:2] / SHA1[2:4] / SHA1[4:6] / SHA1
    record.parent.mkdir(parents=True)
    stat = original.stat()
    record.write_text(json.dumps({"path": str(original), "size": stat.st_size, "mtime": stat.st_mtime, "sha1": SHA1}))
    assert load(f"sha1://{SHA1}") == original
    original.write_bytes(b"something else")
    with pytest.raises(FileNotThere):
        load(f"sha1://{SHA1}")
    assert len(fake.asked) == 1


def test_writes_to_a_path_and_not_twice_to_disk(fake: FakeGateway, uri: str, tmp_path: Path) -> None:
    dest = tmp_path / "x.nwb"
    assert load(uri, dest=dest) == dest
    assert dest.read_bytes() == CONTENT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "x.nwb"]
    assert nothing_under_its_name()
    # From the cache where it is there.
    load(uri)
    fake.asked.clear()
    load(uri, dest=tmp_path / "y.nwb")
    assert (tmp_path / "y.nwb").read_bytes() == CONTENT
    assert fake.asked == []


def test_loads_by_sha256_and_finds_it_again(fake: FakeGateway, uri: str) -> None:
    sha256 = f"sha256://{hashlib.sha256(CONTENT).hexdigest()}"
    assert load(sha256) == cached_path(SHA1)
    fake.asked.clear()
    assert load(sha256) == load(uri) == cached_path(SHA1)
    assert fake.asked == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403, body=b"<Message>Request has expired</Message>"),
        Fault(status=503, headers={"retry-after": "0"}),
        Fault(status=404),
        Fault(cut=0),
        Fault(cut=50_000),
    ],
    ids=["expired", "busy", "moved", "cut at once", "cut in the middle"],
)
def test_fetches_each_range_again_that_met_a_fault(fake: FakeGateway, uri: str, fault: Fault) -> None:
    met: set[str] = set()

    def once(asked: Asked) -> Fault | None:
        wanted = asked.headers.get("range")
        if wanted is None or wanted in met:
            return None
        met.add(wanted)
        return fault

    fake.fault = once
    assert load(uri).read_bytes() == CONTENT
    assert leftovers() == []


def test_gives_up_in_the_end(fake: FakeGateway, uri: str) -> None:
    fake.fault = lambda asked: Fault(cut=10) if "/file/" in asked.path else None
    with pytest.raises(ConnectionFailed, match="Couldn't load bytes"):
        load(uri, Patience(all=0.2, first_wait=0.01, longest_wait=0.05))
    assert nothing_under_its_name()


def test_goes_on_with_the_ranges_that_are_missing(fake: FakeGateway, uri: str) -> None:
    fake.fault = lambda asked: Fault(status=503) if asked.headers.get("range", "").startswith("bytes=400000") else None
    with pytest.raises(StorageError):
        load(uri, Patience(all=0.2, first_wait=0.01, longest_wait=0.05), parallel=1)
    assert nothing_under_its_name()
    fake.fault = lambda _: None
    fake.asked.clear()
    assert load(uri).read_bytes() == CONTENT
    assert sum(ranges(fake).values()) <= 4


def test_goes_on_after_kill_9(fake: FakeGateway, uri: str) -> None:
    def slowly(asked: Asked) -> None:
        if "/file/" in asked.path:
            time.sleep(0.1)

    fake.fault = slowly
    program = f"from kachery_gateway import load, partial_file; partial_file.RANGE = {RANGE}; load({uri!r}, parallel=1)"
    child = subprocess.Popen([sys.executable, "-c", program])
    while len(ranges(fake)) < 4:
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert nothing_under_its_name()
    assert load(uri).read_bytes() == CONTENT
    assert sum(ranges(fake).values()) <= 10
    assert leftovers() == []


def test_a_corrupted_body_never_appears_under_its_name(fake: FakeGateway, uri: str) -> None:
    fake.fault = lambda asked: Fault(corrupt=True) if asked.headers.get("range", "").startswith("bytes=3") else None
    with pytest.raises(WrongContent, match=f"not {SHA1}; it was not kept"):
        load(uri)
    assert nothing_under_its_name()
    assert leftovers() == []


def test_what_an_earlier_process_left_is_not_trusted(fake: FakeGateway, uri: str) -> None:
    fake.fault = lambda asked: Fault(status=503) if asked.headers.get("range", "").startswith("bytes=400000") else None
    with pytest.raises(StorageError):
        load(uri, Patience(all=0.2, first_wait=0.01, longest_wait=0.05), parallel=1)
    fake.fault = lambda _: None
    part = cached_path(SHA1).with_name(f"{SHA1}.kgw-part")
    with open(part, "r+b") as file:
        file.write(b"another program wrote here")
    assert load(uri).read_bytes() == CONTENT


def test_two_that_load_one_file_fetch_it_once(fake: FakeGateway, uri: str) -> None:
    def slowly(asked: Asked) -> None:
        if "/file/" in asked.path:
            time.sleep(0.05)

    fake.fault = slowly
    program = f"from kachery_gateway import load, partial_file; partial_file.RANGE = {RANGE}; load({uri!r})"
    children = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    assert set(ranges(fake).values()) == {1}
    assert cached_path(SHA1).read_bytes() == CONTENT
    assert leftovers() == []


def test_without_locks_each_process_has_bytes_of_its_own(
    uri: str, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("kachery_gateway.file_lock._lock", unsupported)
    both = [threading.Thread(target=load, args=(uri,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert cached_path(SHA1).read_bytes() == CONTENT
    assert leftovers() == []
    fake.put(b"other content")
    fake.fault = lambda asked: Fault(corrupt=True) if "/file/" in asked.path else None
    with pytest.raises(WrongContent):
        load(f"sha1://{hashlib.sha1(b'other content').hexdigest()}")


def test_a_lock_keeps_others_out_until_it_is_released(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_an_empty_file_is_loaded(fake: FakeGateway) -> None:
    assert load(fake.put(b"")).read_bytes() == b""


def test_wrong_input_is_one_sentence(fake: FakeGateway, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no URI of a kachery file"):
        kg.load("sha1://abc")
    with pytest.raises(InputError, match="is a folder"):
        kg.load(f"sha1://{SHA1}", dest=tmp_path)
    with pytest.raises(InputError, match="There is no folder"):
        kg.load(f"sha1://{SHA1}", dest=tmp_path / "none" / "x")
    with pytest.raises(FileNotThere, match="Zone lab has no file sha1://"):
        kg.load(f"sha1://{SHA1}", zone="lab")
    assert [asked.json["zoneName"] for asked in fake.asked] == ["lab"]
