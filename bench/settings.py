"""Production settings, without the TLS proxy in front that a bench on loopback doesn't have."""

import os

os.environ.setdefault("DEBUG_VALUE", "False")
os.environ.setdefault("SECRET_KEY", "only-for-benches-" * 4)

from nu_housing_app.settings import *  # noqa: F403

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
# A bench doesn't run collectstatic.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("BENCH_CACHES") == "off":
    CACHES = {name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"} for name in CACHES}  # noqa: F405
ROOT_URLCONF = os.environ.get("BENCH_URLCONF", ROOT_URLCONF)  # noqa: F405
if "BENCH_EVENT_COUNTS" in os.environ:
    CHANNEL_LAYERS["default"]["BACKEND"] = "bench.counting_layer.CountingLayer"  # noqa: F405
