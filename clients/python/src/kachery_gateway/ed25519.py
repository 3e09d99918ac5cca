"""
Ed25519 signatures (RFC 8032, section 5.1), with nothing but the standard library: some 3 ms each, one for a request.

It takes a different time for different keys. That matters where a stranger can have many texts signed and measure it;
here the person at the keyboard is the only one who can.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P

# Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z.
_Point = tuple[int, int, int, int]


def public_key(seed: bytes) -> bytes:
    """The 32 bytes that belong to a private key of 32 bytes."""
    return _expand(seed)[2]


def sign(seed: bytes, message: bytes) -> bytes:
    """64 bytes."""
    scalar, prefix, public = _expand(seed)
    nonce = _number(prefix + message) % _ORDER
    commitment = _encode(_multiply(nonce, _BASE))
    challenge = _number(commitment + public + message) % _ORDER
    return commitment + ((nonce + challenge * scalar) % _ORDER).to_bytes(32, "little")


@lru_cache(maxsize=4)
def _expand(seed: bytes) -> tuple[int, bytes, bytes]:
    if len(seed) != 32:
        raise ValueError("an Ed25519 private key has 32 bytes")
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    scalar = (scalar & ((1 << 254) - 8)) | (1 << 254)
    return scalar, digest[32:], _encode(_multiply(scalar, _BASE))


def _number(text: bytes) -> int:
    return int.from_bytes(hashlib.sha512(text).digest(), "little")


def _add(a: _Point, b: _Point) -> _Point:
    ax, ay, az, at = a
    bx, by, bz, bt = b
    c, d = (ay - ax) * (by - bx) % _P, (ay + ax) * (by + bx) % _P
    e, f = 2 * at * bt * _D % _P, 2 * az * bz % _P
    g, h, i, j = d - c, f - e, f + e, d + c
    return g * h % _P, i * j % _P, h * i % _P, g * j % _P


def _multiply(scalar: int, point: _Point) -> _Point:
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _encode(point: _Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, _P - 2, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


def _base() -> _Point:
    y = 4 * pow(5, _P - 2, _P) % _P
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P != 0:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if x & 1:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _base()
