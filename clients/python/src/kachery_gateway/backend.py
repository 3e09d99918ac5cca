"""Makes this package the storage backend of kachery_cloud and kachery, by their own set_custom_storage_backend."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Callable

from .errors import InputError
from .gateway import Gateway
from .settings import zone_name
from .storing import store_file
from .uploading import Stored
from .uri import zone_uri

#: As kachery_cloud and kachery each write the URI of a file.
_URIS: dict[str, Callable[[Stored, str | None], str]] = {
    "kachery_cloud": lambda stored, label: stored.uri(label),
    "kachery": lambda stored, label: zone_uri(stored.zone, stored.sha1, label),
}


class StorageBackend:
    """What they ask of one: a method store_file that gives a URI."""

    def __init__(self, uri_of: Callable[[Stored, str | None], str]) -> None:
        self._uri_of = uri_of

    def store_file(self, filename: str, *, label: str | None = None) -> str:
        # The environment may say another gateway or zone each time, as for the packages themselves.
        return self._uri_of(store_file(filename, Gateway(), name=label, zone=zone_name()), label)


def install() -> Sequence[str]:
    """
    From now on `kachery_cloud.store_file` and `kachery.store_file` store files of any size with this package, in this
    process; store_json, store_npy and the like, too. Returns which of the two it found; raises InputError for neither.
    """
    found = []
    for name, uri_of in _URIS.items():
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        # kachery_cloud before 0.4.4 has none, nor has a folder that happens to be called kachery.
        set_backend = getattr(module, "set_custom_storage_backend", None)
        if set_backend is not None:
            set_backend(StorageBackend(uri_of))
            found.append(name)
    if not found:
        raise InputError(
            "Neither kachery_cloud (0.4.4 or newer) nor kachery is installed here: pip install -U kachery-cloud"
        )
    return found
