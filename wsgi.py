"""The app for gunicorn and for `flask --app wsgi`."""

import gc

from app import create_app

app = create_app()
# What was made until here lives as long as the process: the collector need not walk it again and again.
gc.collect()
gc.freeze()
