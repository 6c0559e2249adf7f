"""How gunicorn runs the portal: `gunicorn -c deploy/gunicorn.py wsgi:app`. Everything else comes from the environment.

WEB_BIND         address and port; default 127.0.0.1 and PORT (8000)
WEB_CONCURRENCY  processes; default 1
WEB_THREADS      threads per process; default 8, no more than the database pool holds
FORWARDED_ALLOW_IPS  addresses of the proxies in front, comma separated; default this machine only
"""

import os
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

bind = os.environ.get("WEB_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
# Browsers keep idle connections open; those would block workers without threads.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 8)
timeout = 30
graceful_timeout = 30
keepalive = 5
# The heartbeat file belongs in memory: the image has no writable disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True

# Nobody needs long addresses or many headers here.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# Only these proxies may say that the visitor came over https, and nothing more than that.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""
header_map = "drop"

# Addresses hold the keys of private pages, so neither path nor Referer is ever written down; nor who visits.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(s)s %(B)s %(D)s"
errorlog = "-"


class PrivateLogger(Logger):
    """Gunicorn's lines about a failed request quote its address, headers or the visitor's IP; these do not."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Error handling request"):
            msg, args = "Error handling request", ()
        super().exception(msg, *args, **kwargs)


logger_class = PrivateLogger
