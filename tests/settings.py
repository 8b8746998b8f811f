"""Settings for tests: files go into a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Web processes that a test starts inherit the folder; the process that created it deletes it.
if "TEST_FOLDER" not in os.environ:
    os.environ["TEST_FOLDER"] = tempfile.mkdtemp(prefix="housing-pytest-")
    atexit.register(shutil.rmtree, os.environ["TEST_FOLDER"], ignore_errors=True)
FOLDER = Path(os.environ["TEST_FOLDER"])
os.environ["DEBUG_VALUE"] = os.environ.get("TEST_DEBUG_VALUE", "True")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["MEDIA_ROOT"] = str(FOLDER / "media")

from nu_housing_app.settings import *  # noqa: E402, F403
from nu_housing_app.settings import DATABASES, PICTURES  # noqa: E402
from tests.support import unrecorded_writes  # noqa: E402

database = DATABASES["default"]
if database["ENGINE"].endswith("sqlite3"):
    # In memory, threads would share one connection's locks, and a web process would see nothing.
    database["TEST"] = {"NAME": FOLDER / "test.sqlite3"}
# Only processes that a test starts have a thread of their own for jobs.
BACKGROUND_JOBS = "TEST_DATABASE_NAME" in os.environ
if name := os.environ.get("TEST_DATABASE_NAME"):
    database["NAME"] = name

unrecorded_writes.install()

# A real hash takes 0.4 s, and most tests create users.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Decodes an image once, however many tests store it.
PICTURES = PICTURES | {"PROCESSOR": "tests.support.image_copies.process"}
