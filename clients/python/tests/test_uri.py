from __future__ import annotations

import pytest

from kachery_gateway import InputError
from kachery_gateway.uri import FileUri, parse_uri, sha1_uri, zone_uri

SHA1, SHA256 = "ab" * 20, "cd" * 32


@pytest.mark.parametrize(
    ("text", "file"),
    [
        (f"sha1://{SHA1}", FileUri("sha1", SHA1, None)),
        (f" sha1://{SHA1.upper()}?label=x.nwb ", FileUri("sha1", SHA1, None)),
        (f"sha1://{SHA1}/x.nwb", FileUri("sha1", SHA1, None)),
        (f"sha256://{SHA256}", FileUri("sha256", SHA256, None)),
        (f"kachery:lab.x:sha1:{SHA1}", FileUri("sha1", SHA1, "lab.x")),
        (f"kachery:lab:sha256:{SHA256}:x.nwb", FileUri("sha256", SHA256, "lab")),
        (sha1_uri(SHA1, "a b.nwb"), FileUri("sha1", SHA1, None)),
        (zone_uri("lab", SHA1, "a b.nwb"), FileUri("sha1", SHA1, "lab")),
    ],
)
def test_reads_what_the_clients_print(text: str, file: FileUri) -> None:
    assert parse_uri(text) == file


@pytest.mark.parametrize(
    "text", ["", "x.nwb", "sha1://", f"sha1://{SHA1}0", f"sha1://{SHA256}", f"sha256://{SHA1}", f"md5://{SHA1}", SHA1]
)
def test_whatever_else_is_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match="is no URI of a kachery file"):
        parse_uri(text)


def test_writes_them_as_each_client_does() -> None:
    assert (sha1_uri(SHA1), sha1_uri(SHA1, "a b")) == (f"sha1://{SHA1}", f"sha1://{SHA1}?label=a%20b")
    assert (zone_uri("lab", SHA1), zone_uri("lab", SHA1, "a b")) == (
        f"kachery:lab:sha1:{SHA1}",
        f"kachery:lab:sha1:{SHA1}:a%20b",
    )
