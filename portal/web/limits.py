"""Rate limits per network address. They slow a flood down; they never say anything about a person."""

import threading

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage


class LockedMemory(MemoryStorage):
    """Takes the place of "memory://": limits 5.8 may start one clean-up timer twice when two threads come at
    once, and that is an error page for one of them (mended upstream: alisaifee/limits#352).
    """

    STORAGE_SCHEME = ["memory"]  # noqa: RUF012  (theirs is no ClassVar either)
    _one_at_a_time = threading.Lock()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        with self._one_at_a_time:
            return super().incr(key, expiry, amount)


limiter = Limiter(get_remote_address, headers_enabled=False, default_limits=[])
