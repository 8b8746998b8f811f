"""Settings, switched on DEBUG_VALUE and read from the environment (README lists the variables)."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import django_heroku

from nu_housing_app import environment, logging, sentry

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = environment.switch("DEBUG_VALUE", on="True", off="False", default=False)
ON_HEROKU = "DYNO" in os.environ
# Heroku's build runs these commands before the first config var exists.
BUILDING = sys.argv[1:2] in (["collectstatic"], ["findstatic"], ["help"])
STRICT = not DEBUG and not BUILDING
# With runserver, templates may change while the process runs, so nothing rendered is cached.
WATCHES_FILES = sys.argv[1:2] == ["runserver"]
# Part of cache keys, so that nothing rendered by other code or settings is used. Without Heroku's
# dyno metadata, each process has a value of its own.
RELEASE = environment.read("str", "HEROKU_RELEASE_VERSION", secrets.token_hex(4))

if STRICT:
    # A dyno's disk is emptied each day, with a SQLite file on it.
    environment.require("SECRET_KEY", "REDIS_URL", *(["DATABASE_URL"] if ON_HEROKU else []))

SECRET_KEY = environment.read("str", "SECRET_KEY", "only-for-development-and-builds")
ALLOWED_HOSTS = environment.hosts()
SITE_URL = environment.site(ALLOWED_HOSTS, DEBUG)
UNIVERSITY_DOMAINS = environment.domain_patterns(
    "UNIVERSITY_DOMAINS",
    [
        "northwestern.edu",
        "*.northwestern.edu",
        "!alumni.northwestern.edu",
        "!listserv.northwestern.edu",
    ],
)
RATE_LIMITS = environment.switch("RATE_LIMITS", on="on", off="off", default=True)
if MAP_TILES_URL := environment.read("str", "MAP_TILES_URL", ""):
    environment.url("MAP_TILES_URL", MAP_TILES_URL, "https", "http")
MAP_ATTRIBUTION = environment.read("str", "MAP_ATTRIBUTION", "© OpenStreetMap contributors")

INSTALLED_APPS = [
    "daphne",
    "accounts.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "nu_housing_app.static_files.StaticFiles",
    "django.contrib.humanize",
    "django.forms",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "js_lib_leaflet",
    "pictures",
    "accounts",
    "listings",
    "chat",
    "demo",
    "nu_housing_app",
]

MIDDLEWARE = [
    "nu_housing_app.logging.log_requests",
    "nu_housing_app.middleware.security_headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nu_housing_app.middleware.compression.TextCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.authentication.pending_actions.keep_pending_actions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nu_housing_app.middleware.errors.DeletedUserMiddleware",
    "nu_housing_app.middleware.errors.OutageMiddleware",
    "nu_housing_app.middleware.rate_limits.RateLimitMiddleware",
    "nu_housing_app.middleware.known_devices.KnownDeviceMiddleware",
]

ROOT_URLCONF = "nu_housing_app.urls"
ASGI_APPLICATION = "nu_housing_app.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"lucide": "nu_housing_app.icons"},
        },
    },
]
FORM_RENDERER = "nu_housing_app.form_renderer.FieldRenderer"

# Redis ----------------------------------------------------------------------------------------

REDIS_URLS = [
    environment.url("REDIS_URL", url, "redis", "rediss")
    for url in environment.string_list("REDIS_URL", [])
]


def redis_host(url: str) -> dict[str, Any]:
    """A host of the channel layer. Heroku's Redis has a self-signed certificate."""
    return {"address": url} | ({"ssl_cert_reqs": None} if url.startswith("rediss:") else {})


redis = {
    "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
    "CONFIG": {"hosts": [redis_host(url) for url in REDIS_URLS]},
}
memory = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}
CHANNEL_LAYERS = {"default": redis if REDIS_URLS else memory}

# Cached values are cheap to compute, and must be available without Redis.
IN_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {
        "BACKEND": IN_PROCESS,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Listing cards, some 3 KB each, and their rows, 2 KB. The key of a listing changes with it.
    "cards": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache" if WATCHES_FILES else IN_PROCESS,
        "LOCATION": "cards",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 12_000},
    },
    # Whole pages: at most 25 MB, see `listings.page_cache`.
    "pages": {
        "BACKEND": IN_PROCESS,
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# Database -------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
        "OPTIONS": {
            # Readers continue while one writes. A writer takes the lock at its first statement: a
            # transaction that starts as a reader may fail to get it later.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if DATABASE_URL := environment.read("str", "DATABASE_URL", ""):
    environment.url("DATABASE_URL", DATABASE_URL, "postgres", "postgresql")
# The parts of django_heroku that suit today's Heroku: the database's URL and the secret key. The
# rest allows every host, replaces the logging and, if CI is set, tests on the real database.
django_heroku.settings(
    locals(),
    databases=bool(DATABASE_URL),
    test_runner=False,
    staticfiles=False,
    allowed_hosts=False,
    logging=False,
    secret_key=not DEBUG and not BUILDING,
)
if DATABASE_URL:
    database = DATABASES["default"]
    database.pop("TEST", None)
    # Threads are few and live long, so each keeps its connection, with health checks.
    database.update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
    # For SSDs, and for queries of milliseconds: compiling one, or starting parallel workers, would
    # take longer.
    database["OPTIONS"]["options"] = (
        "-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
    )
    # Notice a server that vanished within half a minute instead of a quarter of an hour: a thread
    # waits for it, and there are few.
    database["OPTIONS"] |= {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
    }
    if not ON_HEROKU:
        database["OPTIONS"]["sslmode"] = os.environ.get("PGSSLMODE", "prefer")

# Connections of one web process: those of its HTTP threads and chat threads, one for /readyz and
# one for the thread of background jobs.
DATABASE_POOL_SIZE = environment.integer("DATABASE_POOL_SIZE", 10, minimum=4)
CHAT_THREADS = max(1, DATABASE_POOL_SIZE * 4 // 10)
HTTP_THREADS = DATABASE_POOL_SIZE - CHAT_THREADS - 2
# Whether web processes email alerts and invitations right away; scheduled commands do the rest.
BACKGROUND_JOBS = True

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "media/"
MEDIA_ROOT = Path(environment.read("str", "MEDIA_ROOT", str(BASE_DIR / "media")))

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "nu_housing_app.storage.StaticStorage"
        )
    },
}
if bucket := environment.read("str", "AWS_STORAGE_BUCKET_NAME", ""):
    endpoint = environment.read("str", "AWS_S3_ENDPOINT_URL", "")
    STORAGES["default"] = {
        "BACKEND": "nu_housing_app.storage.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "access_key": environment.read("str", "AWS_ACCESS_KEY_ID", None),
            "secret_key": environment.read("str", "AWS_SECRET_ACCESS_KEY", None),
            "region_name": environment.read("str", "AWS_S3_REGION_NAME", None),
            "endpoint_url": environment.url("AWS_S3_ENDPOINT_URL", endpoint, "https", "http")
            if endpoint
            else None,
            # "auto" signs links for a host that serves neither new buckets nor new regions.
            "addressing_style": "path" if endpoint else "virtual",
            "signature_version": "s3v4",
            "file_overwrite": False,
        },
    }

# A request body above this is refused before it is read into a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 12

PICTURES = {
    "CONTAINER_WIDTH": 1600,
    "GRID_COLUMNS": 4,
    "PIXEL_DENSITIES": [1],
    "FILE_TYPES": ["WEBP"],
    "USE_PLACEHOLDERS": False,
    "PROCESSOR": "accounts.images.stored_copies.process",
}

# Accounts ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "listings:browse"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.authentication.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.email_addresses.AddEmailForm",
    "change_password": "accounts.forms.passwords.ChangePasswordForm",
    "confirm_email_verification_code": "accounts.forms.email_addresses.ConfirmEmailForm",
    "confirm_login_code": "accounts.forms.login.ConfirmLoginCodeForm",
    "login": "accounts.forms.login.LoginForm",
    "reauthenticate": "accounts.forms.reauthentication.ReauthenticateForm",
    "request_login_code": "accounts.forms.login.RequestLoginCodeForm",
    "reset_password": "accounts.forms.passwords.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.passwords.ResetPasswordKeyForm",
    "set_password": "accounts.forms.passwords.SetPasswordForm",
    "signup": "accounts.forms.signup.SignupForm",
}
# Two-factor authentication for staff: see `accounts.authentication.staff_access`.
MFA_ADAPTER = "accounts.authentication.second_factor_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.forms.second_factor.ActivateTOTPForm",
    "authenticate": "accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "NU Housing"
MFA_TOTP_TOLERANCE = 1  # clocks that are half a minute off
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# The code is entered in the browser that signed up, so that nobody confirms an account that
# somebody else created with their address. A code allows three guesses; `accounts.rate_limits`
# limits them all.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 10
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# How long after signing up the code still logs in: emails may be slow.
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# allauth counts per process; `accounts.rate_limits.attempts` counts for all of them.
ACCOUNT_RATE_LIMITS = False
# The router appends the client's address; the addresses before it may be forged.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ON_HEROKU else 0

DEFAULT_FROM_EMAIL = environment.sender("DEFAULT_FROM_EMAIL", "NU Housing <hello@localhost>")
CONTACT_EMAIL = environment.email("CONTACT_EMAIL")
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if EMAIL_URL := environment.read("str", "EMAIL_URL", ""):
    environment.url("EMAIL_URL", EMAIL_URL, "smtp+tls", "smtp+ssl", "smtp")
    vars().update(environment.read("email_url", "EMAIL_URL", {}))
    EMAIL_BACKEND = "accounts.notifications.email_backend.EmailBackend"

# Language and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Chicago"
USE_I18N = False
USE_TZ = True

# Security ---------------------------------------------------------------------------------------

SESSION_ENGINE = "accounts.authentication.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# The platform's health checks use plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    # Both apply to every subdomain of the owner's domain, for months, with or without TLS.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = environment.switch(
        "HSTS_SUBDOMAINS", on="on", off="off", default=False
    )
    # `check --deploy` warns if they are off, which would stop a release.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOG_LEVEL = environment.choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR")
LOGGING = logging.to_stdout(LOG_LEVEL)
if SENTRY_DSN := environment.read("str", "SENTRY_DSN", ""):
    sentry.start(environment.url("SENTRY_DSN", SENTRY_DSN, "https", "http"))
