"""Trying again: waits that double, with jitter, until patience ends."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from threading import Event

from .errors import KacheryError, Stopped


@dataclass(frozen=True)
class Patience:
    """Times in seconds."""

    #: How long something may fail, again and again, before it is given up. Long enough to change the network.
    all: float = 300
    first_wait: float = 0.5
    longest_wait: float = 20

    def of_at_most(self, seconds: float) -> Patience:
        return Patience(min(self.all, seconds), self.first_wait, self.longest_wait)


class Backoff:
    """One thing that is tried until it works."""

    def __init__(self, patience: Patience, stop: Event) -> None:
        self._patience = patience
        self._stop = stop
        self._wait = patience.first_wait
        self._ends = time.monotonic() + patience.all

    def wait(self, error: KacheryError, at_least: float = 0) -> None:
        """Raises `error` where patience has ended, and Stopped where the rest of the work has."""
        # Half of it is chance, so that many clients that failed together don't come back together.
        wait = max(at_least, self._wait * random.uniform(0.5, 1))
        if time.monotonic() + wait > self._ends:
            raise error
        if self._stop.wait(wait):
            raise Stopped("Stopped.")
        self._wait = min(2 * self._wait, self._patience.longest_wait)
