"""gunicorn -c deploy/gunicorn.py wsgi:app"""

import sys

from portal.app import create_app
from portal.config import SettingsFaults
from portal.tenancy import TenantFileFaults

try:
    app = create_app()
except (SettingsFaults, TenantFileFaults) as faults:
    sys.exit(str(faults))
