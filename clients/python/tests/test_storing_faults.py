"""Uploads meet everything that can go wrong, at a fake gateway."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_gateway import Asked, FakeGateway, Fault

import kachery_gateway as kg
from kachery_gateway import InputError, KacheryError, StorageError, WrongContent, settings
from kachery_gateway.gateway import Gateway
from kachery_gateway.retry import Patience
from kachery_gateway.storing import hash_ahead, store_file
from kachery_gateway.upload_state import PartJournal

PART = 100_000
QUICK = Patience(all=5, first_wait=0.01, longest_wait=0.05)
CONTENT = os.urandom(7 * PART + 17)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "recording.nwb"
    path.write_bytes(CONTENT)
    return path


def store(file: Path, patience: Patience = QUICK, parallel: int = 3, wait: bool = True) -> str:
    return store_file(file, Gateway(patience=patience), part_size=PART, parallel=parallel, wait=wait).uri()


def once_each(fault: Fault, pattern: str = "/store/") -> Callable[[Asked], Fault | None]:
    """Each address meets it once."""
    met: Counter[str] = Counter()

    def of(asked: Asked) -> Fault | None:
        if pattern not in asked.path:
            return None
        met[asked.path] += 1
        return fault if met[asked.path] == 1 else None

    return of


def assert_stored(fake: FakeGateway, uri: str) -> None:
    sha1 = hashlib.sha1(CONTENT).hexdigest()
    assert uri == f"sha1://{sha1}"
    assert fake.files[sha1] == CONTENT


def test_sends_each_part_once_and_says_both_hashes(fake: FakeGateway, file: Path) -> None:
    stored = store_file(file, Gateway(), part_size=PART, name="a label")
    assert_stored(fake, stored.uri())
    assert (stored.sha256, stored.size, stored.verified) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), True)
    assert set(fake.received.values()) == {1}
    [begun] = fake.requests("POST", "^/api/uploads$")
    assert begun.json["name"] == "a label"
    assert begun.json["sha256"] == stored.sha256
    assert begun.headers["authorization"] == "Bearer kachery_test"
    # All URLs were asked for at once.
    assert len(fake.requests("POST", "part-urls")) == 1


def test_sends_nothing_of_a_file_that_is_there(fake: FakeGateway, file: Path) -> None:
    fake.put(CONTENT)
    assert_stored(fake, store(file))
    assert fake.requests("PUT", "") == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403, body=b"<Code>AccessDenied</Code><Message>Request has expired</Message>"),
        Fault(status=503, body=b"<Code>SlowDown</Code>"),
        Fault(status=500),
        Fault(status=400, body=b"<Code>RequestTimeout</Code>"),
        Fault(cut=0),
        Fault(cut=50_000),
    ],
    ids=["expired", "busy", "failed", "too slow", "cut at once", "cut in the middle"],
)
def test_sends_each_part_again_that_met_a_fault(fake: FakeGateway, file: Path, fault: Fault) -> None:
    fake.fault = once_each(fault)
    assert_stored(fake, store(file))
    assert set(fake.received.values()) == {1}
    # With a new URL each: the old one may have been what was wrong.
    numbers = [number for asked in fake.requests("POST", "part-urls") for number in asked.json["numbers"]]
    assert all(numbers.count(number) >= 2 for number in range(1, 9))


def test_gives_up_in_the_end_with_what_the_storage_says(fake: FakeGateway, file: Path) -> None:
    fake.fault = lambda asked: Fault(status=503, body=b"<Code>SlowDown</Code>") if "/store/" in asked.path else None
    began = time.monotonic()
    with pytest.raises(StorageError, match=r"The storage didn't take part \d of recording.nwb: 503 .*SlowDown"):
        store(file, Patience(all=0.3, first_wait=0.01, longest_wait=0.05))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("path", ["/api/uploads", "part-urls", "complete"])
@pytest.mark.parametrize(
    "fault", [Fault(status=503, headers={"retry-after": "0"}), Fault(status=502), Fault(status=504)]
)
def test_asks_a_busy_gateway_again(fake: FakeGateway, file: Path, path: str, fault: Fault) -> None:
    fake.fault = once_each(fault, path)
    assert_stored(fake, store(file))


def test_goes_on_with_what_is_missing(fake: FakeGateway, file: Path) -> None:
    fake.fault = lambda asked: Fault(status=503) if asked.path.endswith("/5") else None
    with pytest.raises(StorageError):
        store(file, Patience(all=0.2, first_wait=0.01, longest_wait=0.05), parallel=1)
    # One may have begun before the others were stopped.
    assert 4 <= len(fake.received) <= 5
    fake.fault = lambda _: None
    assert_stored(fake, store(file))
    assert set(fake.received.values()) == {1}
    assert len(fake.uploads) == 1


def test_goes_on_after_kill_9_and_sends_no_part_twice_that_was_there(fake: FakeGateway, file: Path) -> None:
    fake.part_takes = 0.1
    program = f"from kachery_gateway import store; store({str(file)!r}, part_size={PART}, parallel=1)"
    child = subprocess.Popen([sys.executable, "-c", program])
    while len(fake.received) < 3:
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    time.sleep(0.3)
    fake.part_takes = 0
    # As versitygw does: what came of the part that was on its way passes for all of it.
    [upload] = fake.uploads.values()
    [journal] = (settings.cache_folder() / "kgw" / "uploads").glob("*.parts")
    for number in PartJournal(journal).unsure():
        upload.parts[number] = CONTENT[:100]
    assert_stored(fake, store(file))
    # The one that was on its way then.
    assert sum(count - 1 for count in fake.received.values()) <= 1
    assert len(fake.uploads) == 1
    assert not journal.exists()


def test_begins_anew_where_storage_took_half_a_part_for_whole(fake: FakeGateway, file: Path) -> None:
    # As versitygw does where whoever sent it was killed.
    fake.fault = lambda asked: Fault(status=503) if asked.path.endswith("/2") else None
    with pytest.raises(StorageError):
        store(file, Patience(all=0.1, first_wait=0.01, longest_wait=0.05), parallel=1)
    fake.fault = lambda _: None
    [old] = fake.uploads.values()
    old.parts[1] = old.parts[1][:100]
    assert_stored(fake, store(file))
    assert [old.state, len(fake.uploads)] == ["failed", 2]


def test_begins_anew_where_the_upload_is_no_more(fake: FakeGateway, file: Path) -> None:
    fake.fault = lambda asked: Fault(status=503) if asked.path.endswith("/2") else None
    with pytest.raises(StorageError):
        store(file, Patience(all=0.1, first_wait=0.01, longest_wait=0.05), parallel=1)
    fake.fault = lambda _: None
    [old] = fake.uploads.values()
    old.state = "ended"
    assert_stored(fake, store(file))
    assert len(fake.uploads) == 2


def test_two_that_store_one_file_do_not_harm_each_other(fake: FakeGateway, file: Path) -> None:
    fake.part_takes = 0.02
    hash_ahead(file, Gateway(), None)
    # Both have the same upload.
    fake.fault = lambda asked: Fault(status=503) if "/store/" in asked.path else None
    with pytest.raises(StorageError):
        store(file, Patience(all=0.1, first_wait=0.01, longest_wait=0.05))
    fake.fault = lambda _: None
    uris: list[str] = []
    both = [threading.Thread(target=lambda: uris.append(store(file, parallel=2))) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(uris) == 2
    for uri in uris:
        assert_stored(fake, uri)
    assert len(fake.uploads) == 1


def test_a_part_that_is_lost_is_sent_again(fake: FakeGateway, file: Path) -> None:
    def lose_one(asked: Asked) -> Fault | None:
        if asked.path.endswith("complete") and len(fake.requests("POST", "complete")) == 0:
            next(iter(fake.uploads.values())).parts.pop(3)
        return None

    fake.fault = lose_one
    assert_stored(fake, store(file))
    assert sum(fake.received.values()) == 9


def test_complete_that_was_cut_is_said_again(fake: FakeGateway, file: Path) -> None:
    fake.fault = once_each(Fault(status=503), "complete")
    assert_stored(fake, store(file))


def test_content_that_does_not_match_is_an_error_with_the_gateways_words(fake: FakeGateway, file: Path) -> None:
    def spoil(asked: Asked) -> Fault | None:
        if asked.path.endswith("complete"):
            begun = next(iter(fake.uploads.values()))
            begun.parts[1] = b"x" * len(begun.parts[1])
        return None

    fake.fault = spoil
    with pytest.raises(WrongContent, match=r"doesn't match its hash. \(upload.wrong_content\)"):
        store(file)


def test_a_file_that_changes_is_not_stored(fake: FakeGateway, file: Path) -> None:
    def write(asked: Asked) -> Fault | None:
        if "/store/" in asked.path and asked.path.endswith("/1"):
            file.write_bytes(b"y" * len(CONTENT))
        return None

    fake.fault = write
    with pytest.raises(kg.FileChanged, match="changed while it was being stored"):
        store(file)
    assert fake.requests("POST", "complete") == []


def test_a_file_that_gets_shorter_is_not_stored(fake: FakeGateway, file: Path) -> None:
    def cut(asked: Asked) -> Fault | None:
        if asked.path.endswith("part-urls"):
            os.truncate(file, 10)
        return None

    fake.fault = cut
    with pytest.raises(kg.FileChanged):
        store(file)


def test_waits_for_somebody_elses_upload(fake: FakeGateway, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kachery_gateway.uploading._PENDING_QUESTION", 0.01)
    pending = b'{"state": "pending", "upload": null, "previousFailure": null}'
    fake.fault = once_each(Fault(200, {"content-type": "application/json"}, pending), "/api/uploads")
    fake.put(CONTENT)
    assert_stored(fake, store(file))


def test_a_name_of_any_bytes_and_any_length_is_text_that_lists_have_room_for(fake: FakeGateway, tmp_path: Path) -> None:
    for name, shown in ((b"\xff.nwb", "?.nwb"), (b"x" * 250, "x" * 200)):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.write_bytes(name)
        store(path)
        assert fake.requests("POST", "^/api/uploads$")[-1].json["name"] == shown


def test_what_kachery_cloud_wrote_has_no_name_but_the_label(fake: FakeGateway) -> None:
    path = settings.cache_folder() / "tmp_abcdefgh" / "file.dat"
    path.parent.mkdir(parents=True)
    for content, label in ((b"{}", None), (b"[]", "spikes.json")):
        path.write_bytes(content)
        store_file(path, Gateway(patience=QUICK), name=label)
        assert fake.requests("POST", "^/api/uploads$")[-1].json.get("name") == label


@pytest.mark.usefixtures("fake")
def test_an_empty_file_is_stored(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    assert kg.store(empty) == "sha1://da39a3ee5e6b4b0d3255bfef95601890afd80709"


def test_wrong_input_is_one_sentence_and_asks_nothing(fake: FakeGateway, tmp_path: Path) -> None:
    for path, sentence in [(tmp_path / "none", "There is no file"), (tmp_path, "is a folder")]:
        with pytest.raises(InputError, match=sentence):
            kg.store(path)
    assert fake.asked == []


def test_a_gateway_that_never_answers_is_told_soon(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KACHERY_GATEWAY_URL", "http://127.0.0.1:9")
    began = time.monotonic()
    with pytest.raises(KacheryError, match=r"Couldn't reach the gateway http://127.0.0.1:9: nothing answers there"):
        kg.store(file)
    assert time.monotonic() - began < 10
