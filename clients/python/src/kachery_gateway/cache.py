"""Files that are on this machine already: kachery-cloud's folder is this package's, so that nothing is there twice."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from . import settings


def cached_path(sha1: str) -> Path:
    """Where kachery-cloud has it, and looks for it."""
    return settings.cache_folder() / "sha1" / _folders(sha1) / sha1


def find_cached(sha1: str) -> Path | None:
    """In the cache, or where `kachery_cloud.link_file` said that it is, if it is as it was then."""
    cached = cached_path(sha1)
    return cached if cached.is_file() else _linked(sha1)


def _linked(sha1: str) -> Path | None:
    record = settings.cache_folder() / "linked_files" / "sha1" / _folders(sha1) / sha1
    try:
        link = json.loads(record.read_text())
        path = Path(link["path"])
        stat = path.stat()
        return path if (stat.st_size, stat.st_mtime) == (link["size"], link["mtime"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def cached_sha1(sha256: str) -> str | None:
    """The SHA-1 under which a file is in the cache that was loaded by its SHA-256."""
    try:
        sha1 = _sha256_note(sha256).read_text().strip()
    except OSError:
        return None
    return sha1 if len(sha1) == 40 else None


def note_sha256(sha256: str, sha1: str) -> None:
    note = _sha256_note(sha256)
    new = note.with_suffix(f".{os.getpid()}.tmp")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(sha1)
        new.replace(note)
    except OSError:
        return


def copy_to(source: Path, dest: Path) -> None:
    """Whole, or not there."""
    new = dest.with_name(f".{dest.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, new)
        new.replace(dest)
    finally:
        new.unlink() if new.exists() else None


def _sha256_note(sha256: str) -> Path:
    return settings.cache_folder() / "kgw" / "sha256" / _folders(sha256) / sha256


def _folders(digest: str) -> Path:
    return Path(digest[:2], digest[2:4], digest[4:6])
