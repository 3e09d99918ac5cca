"""What goes wrong, each as one sentence for the person at the keyboard. A code, where there is one, never changes."""

from __future__ import annotations


class KacheryError(Exception):
    """Everything that this package raises."""


class InputError(KacheryError):
    """Something that was asked for makes no sense: no such file, a bad URI, a setting that is missing."""


class GatewayError(KacheryError):
    """The gateway refused: its own sentence, its code and its HTTP status."""

    def __init__(self, sentence: str, code: str, status: int) -> None:
        super().__init__(f"{sentence} ({code})" if code else sentence)
        self.sentence = sentence
        self.code = code
        self.status = status


class ConnectionFailed(KacheryError):
    """The gateway or the storage could not be reached, however often it was tried."""


class StorageError(KacheryError):
    """The storage refused a part of a file."""


class FileNotThere(KacheryError):
    """The zone has no such file."""


class WrongContent(KacheryError):
    """What was sent or received has another hash than it must have."""


class FileChanged(KacheryError):
    """A file changed while it was being stored."""


class Stopped(KacheryError):
    """Something else failed, or Ctrl-C was pressed."""
