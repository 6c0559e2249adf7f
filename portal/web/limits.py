"""Rate limits per network address. They slow a flood down; they never say anything about a person."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, headers_enabled=False, default_limits=[])
