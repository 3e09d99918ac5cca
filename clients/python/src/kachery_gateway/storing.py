"""Stores files: what people call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Union

from . import settings
from .errors import InputError, KacheryError
from .gateway import Gateway
from .hashing import facts_of, hash_file
from .progress import Progress
from .settings import zone_name
from .upload_state import UploadStates
from .uploading import Stored, Storing

PathLike = Union[str, Path]

#: Parts that are sent side by side.
PARALLEL = 8


def store(
    path: PathLike,
    *,
    label: str | None = None,
    zone: str | None = None,
    parallel: int = PARALLEL,
    part_size: int | None = None,
    wait: bool = True,
    progress: bool | None = None,
) -> str:
    """
    Stores a file of any size and returns its URI, `sha1://…`.

    A call that was interrupted (kill -9, another network, a reboot) goes on where it stopped when it is made again. A
    file that the zone has is not sent at all.

    label: a name in the URI and in lists of files; absent: lists show the file's own name.
    zone: absent: the environment variable KACHERY_ZONE, else "default".
    parallel: how many parts are sent side by side.
    part_size: bytes of a part; a wish.
    wait: False returns once all bytes are sent; nobody can load the file before the gateway has verified it.
    progress: a line on standard error; absent: where that is a terminal.

    Raises KacheryError, with one sentence that says what to do.
    """
    stored = store_file(
        path,
        Gateway(),
        name=label,
        zone=zone,
        parallel=parallel,
        part_size=part_size,
        wait=wait,
        progress=progress,
    )
    return stored.uri(label)


def store_file(
    path: PathLike,
    gateway: Gateway,
    *,
    name: str | None = None,
    zone: str | None = None,
    parallel: int = PARALLEL,
    part_size: int | None = None,
    wait: bool = True,
    progress: bool | None = None,
) -> Stored:
    """As `store`, at a gateway that is given. It can't be used again where this raises."""
    file = existing_file(path)
    with Progress(file.name, progress) as line:
        return Storing(file, gateway, zone_name(zone), name or name_of(file), parallel, part_size, line).store(wait)


def store_files(
    paths: Sequence[Path],
    gateway: Gateway,
    *,
    label: str | None = None,
    zone: str | None = None,
    parallel: int = PARALLEL,
    wait: bool = True,
    progress: bool | None = None,
) -> Iterator[Stored]:
    """One after the other; while one is sent, the next is hashed."""
    with ThreadPoolExecutor(1) as ahead:
        for at, path in enumerate(paths):
            hashing = [ahead.submit(hash_ahead, each, gateway, zone) for each in paths[at + 1 : at + 2]]
            try:
                yield store_file(path, gateway, name=label, zone=zone, parallel=parallel, wait=wait, progress=progress)
                for each in hashing:
                    each.result()
            except BaseException:
                # Ctrl-C, too: what is hashed ahead ends with it.
                gateway.stop.set()
                raise


def hash_ahead(path: Path, gateway: Gateway, zone: str | None) -> None:
    """Leaves the hashes where `store_file` looks for them. What goes wrong here, goes wrong there once more."""
    states = UploadStates(path, gateway.url, zone_name(zone))
    try:
        facts = facts_of(path)
        if states.read(facts) is None:
            states.write(facts, hash_file(path, facts, gateway.stop), None)
    except (OSError, KacheryError):
        return


def name_of(path: Path) -> str | None:
    """As text: what the file system has may be any bytes. None: kachery_cloud wrote it, for store_json and the like."""
    if path.parent.name.startswith("tmp_") and path.parent.parent == settings.cache_folder():
        return None
    return path.name.encode(errors="replace").decode()


def existing_file(path: PathLike) -> Path:
    file = Path(path).expanduser()
    if file.is_dir():
        raise InputError(f"{file} is a folder; store the files in it one by one, or an archive of it.")
    if not file.exists():
        raise InputError(f"There is no file {file}.")
    if not file.is_file():
        raise InputError(f"{file} is no ordinary file.")
    return file
