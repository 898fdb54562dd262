import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from amparo.foundations.accounts.server.whole_request_bodies import only_whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.main")
application = only_whole(get_wsgi_application())

# Below, because it reads the settings.
from amparo.foundations.accounts.server.gateway import Gateway, share_freed_memory  # noqa: E402
from amparo.foundations.accounts.server.load_balance import Balance  # noqa: E402

share_freed_memory()
served = Gateway(
    application,
    threads=settings.THREADS,
    files=settings.FILES_AT_ONCE,
    balance=Balance(Path(settings.BUSY)) if settings.BUSY else None,
)
