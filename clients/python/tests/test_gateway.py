"""What is said to a gateway, and what its refusals become."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from fake_gateway import Asked, FakeGateway, Fault

from kachery_gateway import ConnectionFailed, GatewayError, ed25519
from kachery_gateway.gateway import Gateway
from kachery_gateway.keys import ApiKey, ClientKey, canonical
from kachery_gateway.retry import Patience

SEED = bytes(range(32))
CLIENT = ClientKey(ed25519.public_key(SEED).hex(), SEED)
HASH = "0" * 40
FIND = {"hashAlg": "sha1", "hash": HASH}


def answer(status: int, body: object, headers: dict[str, str] | None = None) -> Fault:
    text = body if isinstance(body, str) else json.dumps(body)
    return Fault(status, headers or {"content-type": "application/json"}, text.encode())


def test_signs_a_request_of_the_api_by_its_address_and_body(fake: FakeGateway) -> None:
    fake.fault = lambda _: answer(200, {"items": [], "next": None})
    Gateway(fake.url + "/", CLIENT).api("POST", "/api/files?limit=2", {"name": "Größe"})
    [asked] = fake.asked
    scheme, client_id, timestamp, signature = asked.headers["authorization"].split(" ")
    assert (scheme, client_id) == ("Kachery-Client", CLIENT.client_id)
    text = (
        f'{{"bodySha256":"{hashlib.sha256(asked.body).hexdigest()}","method":"POST","timestamp":{timestamp},'
        f'"type":"apiRequest","url":"{fake.url}/api/files?limit=2"}}'
    )
    assert signature == ed25519.sign(SEED, text.encode()).hex()


def test_signs_nothing_sent_as_the_empty_text(fake: FakeGateway) -> None:
    fake.fault = lambda _: answer(200, {})
    Gateway(fake.url, CLIENT).api("GET", "/api/me")
    [asked] = fake.asked
    _, _, timestamp, signature = asked.headers["authorization"].split(" ")
    nothing = hashlib.sha256(b"").hexdigest()
    request = {"type": "apiRequest", "method": "GET", "url": f"{fake.url}/api/me", "timestamp": int(timestamp)}
    assert signature == CLIENT.sign(canonical({**request, "bodySha256": nothing}))
    assert "content-type" not in asked.headers


def test_speaks_to_each_generation_s_address(fake: FakeGateway) -> None:
    Gateway(fake.url, ApiKey("kachery_x")).find_file("lab", HASH)
    Gateway(fake.url, CLIENT).find_file("lab", HASH)
    Gateway(fake.url, None).find_file("lab", HASH)
    second, first, unsigned = fake.asked
    assert (second.path, second.json) == ("/api/findFile", {"type": "findFileRequest", "zoneName": "lab", **FIND})
    assert second.headers["authorization"] == "Bearer kachery_x"
    payload = first.json["payload"]
    assert first.path == "/api/gateway"
    assert first.json["signature"] == CLIENT.sign(hashlib.sha1(canonical(payload)).digest())
    assert {**payload, "timestamp": 0} == {"type": "findFile", "zone": "lab", **FIND, "timestamp": 0}
    assert set(unsigned.json) == {"payload"}


def test_sets_its_clock_by_the_gateways_and_signs_anew(fake: FakeGateway) -> None:
    fake.clock_ahead = 3600
    gateway = Gateway(fake.url, CLIENT)
    assert gateway.find_file("lab", HASH) == {"found": False}
    assert gateway.find_file("lab", HASH) == {"found": False}
    assert len(fake.asked) == 3


def test_a_refusal_is_the_gateways_sentence_and_code(fake: FakeGateway) -> None:
    fake.fault = lambda _: answer(
        403,
        {"detail": "carol can't upload to zone lab."},
        {
            "content-type": "application/problem+json",
            "x-error-code": "access.not_permitted",
        },
    )
    with pytest.raises(GatewayError) as caught:
        Gateway(fake.url, None).api("GET", "/api/x")
    assert str(caught.value) == "carol can't upload to zone lab. (access.not_permitted)"
    assert (caught.value.code, caught.value.status) == ("access.not_permitted", 403)


def test_a_refusal_of_the_wire_is_its_text(fake: FakeGateway) -> None:
    headers = {"content-type": "text/plain; charset=utf-8", "x-error-code": "zone.not_found"}
    fake.fault = lambda _: answer(404, "Zone lab doesn't exist.", headers)
    with pytest.raises(GatewayError, match=r"^Zone lab doesn't exist. \(zone.not_found\)$"):
        Gateway(fake.url, None).find_file("lab", HASH)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (answer(404, "<html>no</html>", {"content-type": "text/html"}), "answered 404 Not Found, and not as a kachery"),
        (answer(200, "<html>hi</html>", {"content-type": "text/html"}), "didn't answer as a kachery gateway does"),
        (answer(200, "[]"), "didn't answer as a kachery gateway does"),
        (answer(403, "{}"), "answered 403 Forbidden"),
        (answer(403, "not JSON"), "answered 403 Forbidden"),
        (Fault(301, {"location": "https://new.example/"}), "leads on to https://new.example/; set KACHERY_GATEWAY_URL"),
    ],
)
def test_what_is_no_gateway_is_told_so(fake: FakeGateway, fault: Fault, sentence: str) -> None:
    fake.fault = lambda _: fault
    with pytest.raises(GatewayError, match=sentence):
        Gateway(fake.url, None).api("GET", "/api/x")


def test_a_zone_that_does_not_work_is_told_at_once(fake: FakeGateway) -> None:
    headers = {"content-type": "application/problem+json", "x-error-code": "zone.unsafe_bucket", "retry-after": "60"}
    fake.fault = lambda _: answer(503, {"detail": "Zone lab takes no uploads now."}, headers)
    with pytest.raises(GatewayError, match=r"zone\.unsafe_bucket"):
        Gateway(fake.url, None).api("GET", "/api/x")
    assert len(fake.asked) == 1


def test_a_gateway_that_was_there_is_waited_for(fake: FakeGateway) -> None:
    cuts = 6

    def cut(_: Asked) -> Fault | None:
        nonlocal cuts
        cuts -= 1
        return Fault(status=503) if cuts > 0 else None

    fake.fault = cut
    assert Gateway(fake.url, None, patience=Patience(5, 0.01, 0.05)).find_file("lab", HASH) == {"found": False}


def test_a_login_in_netrc_is_not_sent(fake: FakeGateway, home: Path) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login someone password secret\n")
    Gateway(fake.url, ApiKey("kachery_x")).find_file("lab", HASH)
    Gateway(fake.url, None).find_file("lab", HASH)
    assert [asked.headers.get("authorization") for asked in fake.asked] == ["Bearer kachery_x", None]


def test_a_host_that_is_not_there_is_told_soon() -> None:
    with pytest.raises(ConnectionFailed, match=r"Couldn't reach .*: nothing answers there"):
        Gateway("http://127.0.0.1:9", None).api("GET", "/api/x")
