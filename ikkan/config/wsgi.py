"""The WSGI door, used by ``ikkan serve`` and by any other WSGI server."""

import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
application = get_wsgi_application()
# importing the pages and procedures takes a second or two: the start waits for it, not the first visitor
importlib.import_module(settings.ROOT_URLCONF)
