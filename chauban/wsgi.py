"""The web application as granian serves it."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from chauban.operations.parent import end_with

# At once: a web server that lost its head would keep the port from its successor.
end_with(os.environ.get("CHAUBAN_PARENT"), signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chauban.settings")
application = get_wsgi_application()
