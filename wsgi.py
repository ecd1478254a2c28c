"""The app for gunicorn and for `flask --app wsgi`."""

import gc
import sys

from app import create_app
from config import Config, ConfigError

#: gunicorn ends with this status of a worker's, and starts another after any other.
CANT_START = 3

try:
    app = create_app(Config.from_environment())
except ConfigError as error:
    sys.stderr.write(f"Ljuspunkt can't start: {error}\n")
    sys.exit(CANT_START)
# What was made until here lives as long as the process: the collector need not walk it again and again.
gc.collect()
gc.freeze()
