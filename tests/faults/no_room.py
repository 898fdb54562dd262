"""Settings of a site whose database may hold PAGES pages and not one more, as on a full disk."""

import os
from importlib import import_module

main = import_module("amparo.settings.main")
globals().update({name: getattr(main, name) for name in dir(main) if name.isupper()})
OPTIONS = main.DATABASES["default"]["OPTIONS"]
OPTIONS["init_command"] += f" PRAGMA max_page_count={os.environ['PAGES']};"
