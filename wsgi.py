"""gunicorn -c deploy/gunicorn.py wsgi:app"""

import sys

from portal.app import create_app
from portal.config import SettingsFaults
from portal.tenancy import TenantFileFaults
from portal.worker import start_worker

try:
    app = create_app()
    if app.extensions["settings"].worker_in_process:
        start_worker(app)
except (SettingsFaults, TenantFileFaults) as faults:
    sys.exit(str(faults))
