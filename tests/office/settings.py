"""The office's settings in tests: on SQLite, or on the PostgreSQL that THUOCDO_TEST_DATABASE names."""

import os
import tempfile

_folder = tempfile.mkdtemp(prefix="thuocdo-test-")
os.environ["DATABASE_URL"] = os.environ.get("THUOCDO_TEST_DATABASE") or f"sqlite:///{_folder}/office.sqlite3"
os.environ["THUOCDO_STATIC"] = f"{_folder}/static"
os.environ["THUOCDO_TODAY"] = "2020-12-16"
os.environ.pop("THUOCDO_DEMO", None)

from thuocdo.server.settings import *  # noqa: E402, F403
from thuocdo.server.settings import DATABASES, STORAGES  # noqa: E402

if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}  # a file: ADBC reads it as the office does
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
