import os
import tempfile
from pathlib import Path

# Workers side by side share no folder: one would find the other's files.
if "AMPARO_STATE" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["AMPARO_STATE"] = tempfile.mkdtemp(prefix="amparo-test-")

from amparo.settings import env

env.make_site(Path(os.environ["AMPARO_STATE"]))
env.make_signing_key(Path(os.environ["AMPARO_STATE"]))

from amparo.settings.main import *
from amparo.settings.main import DATABASES, SQLITE, STATE, STATIC_ROOT

# A folder that is not there is a warning, and a warning is an error.
STATIC_ROOT.mkdir(exist_ok=True)

SIGN_IN_COST = "test"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": STATE / "test.sqlite3"}
    # Tests may lose their database in a power cut.
    DATABASES["default"]["OPTIONS"] = {
        **SQLITE["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
    }
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
