"""The WSGI door, used by ``ikkan serve`` and by any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
application = get_wsgi_application()
