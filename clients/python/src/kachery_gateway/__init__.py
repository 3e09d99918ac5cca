"""Stores and loads files of any size at a kachery gateway, by their content hash."""

from .backend import install
from .errors import (
    ConnectionFailed,
    FileChanged,
    FileNotThere,
    GatewayError,
    InputError,
    KacheryError,
    StorageError,
    WrongContent,
)
from .listing import File, ls
from .loading import load
from .sharing import share
from .signing_in import Client, login
from .storing import store

__version__ = "0.1.0"

__all__ = [
    "Client",
    "ConnectionFailed",
    "File",
    "FileChanged",
    "FileNotThere",
    "GatewayError",
    "InputError",
    "KacheryError",
    "StorageError",
    "WrongContent",
    "install",
    "load",
    "login",
    "ls",
    "share",
    "store",
]
