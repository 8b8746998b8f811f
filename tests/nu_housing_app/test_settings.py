"""Environment variables: an invalid one stops the start with one line that names it."""

import os
import subprocess
import sys

import pytest

from tests.support.commands import PRODUCTION, ROOT, manage, setting

pytestmark = pytest.mark.own_environment


def refusal(name: str, value: str) -> str:
    """The line with which a value stops the start."""
    run = manage("check", **PRODUCTION | {name: value})
    assert (run.returncode, run.stdout) == (1, "")
    [line] = run.stderr.strip().splitlines()
    assert line.startswith(f"{name}: ")
    return line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG_VALUE", "maybe"),
        ("SECRET_KEY", ""),
        ("REDIS_URL", ""),
        ("REDIS_URL", "http://example.com"),
        ("REDIS_URL", "redis://host:port"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host:none/name"),
        ("ALLOWED_HOSTS", "https://example.com"),
        ("ALLOWED_HOSTS", "example.com:443"),
        ("ALLOWED_HOSTS", "www.example.com, *.example.com"),
        ("EMAIL_URL", "pigeon://coop"),
        ("SITE_URL", "example.com"),
        ("RATE_LIMITS", "sometimes"),
        ("HSTS_SUBDOMAINS", "yes"),
        ("DATABASE_POOL_SIZE", "many"),
        ("DATABASE_POOL_SIZE", "3"),
        ("LOG_LEVEL", "LOUD"),
        ("SENTRY_DSN", "sentry.example"),
        ("SENTRY_DSN", "https://sentry.example/1"),
        ("MAP_TILES_URL", "tiles.example/{z}/{x}/{y}.png"),
        ("CONTACT_EMAIL", "hello at example.com"),
        ("CONTACT_EMAIL", "=?utf-8?q?a?=@example.com"),
        ("DEFAULT_FROM_EMAIL", "NU Housing"),
        ("DEFAULT_FROM_EMAIL", "NU Housing <=?utf-8?q?a?=@example.com>"),
        ("UNIVERSITY_DOMAINS", "*northwestern.edu"),
        ("UNIVERSITY_DOMAINS", "@northwestern.edu"),
        ("UNIVERSITY_DOMAINS", "northwestern.edu,!*.northwestern.edu"),
        ("UNIVERSITY_DOMAINS", "!alumni.northwestern.edu"),
    ],
)
def test_invalid_value_stops_with_one_line_that_names_the_variable(name, value):
    assert refusal(name, value)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgres://u:hush/1@host/name"),
        ("REDIS_URL", "rediss://:hush#1@host:6379"),
        ("EMAIL_URL", "smtp+tls://apikey:hush?1@host:587"),
    ],
)
def test_a_refusal_quotes_no_password(name, url):
    assert "hush" not in refusal(name, url)


@pytest.mark.parametrize("name", ["SECRET_KEY", "REDIS_URL"])
def test_web_process_without_a_variable_refuses_in_one_line(name):
    variables = {key: value for key, value in PRODUCTION.items() if key != name}
    server = ["nu_housing_app.server.command", "-p", "0", "nu_housing_app.asgi:application"]
    run = subprocess.run(
        [sys.executable, "-m", *server],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.strip() == f"{name}: is not set, and with DEBUG_VALUE=False it must be"


def test_one_line_names_all_missing_variables():
    run = manage("check", DYNO="web.1")
    assert run.returncode == 1
    assert run.stderr.strip() == (
        "SECRET_KEY, REDIS_URL, DATABASE_URL: are not set, and with DEBUG_VALUE=False they must be"
    )


@pytest.mark.parametrize("subdomains", ["off", "on"])
def test_production_settings_pass_the_deployment_check(subdomains):
    strictly = ["check", "--deploy", "--fail-level", "WARNING"]
    run = manage(*strictly, **PRODUCTION, HSTS_SUBDOMAINS=subdomains)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "command",
    [
        "collectstatic --noinput --dry-run",
        "collectstatic --help",
        "findstatic css/base.css",
        "help",
        "help collectstatic",
    ],
)
def test_a_build_needs_no_variable(command):
    run = manage(*command.split())
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("command", ["migrate", "shell", "runserver", "createsuperuser"])
def test_any_other_command_needs_the_variables(command):
    assert manage(command).stderr.startswith("SECRET_KEY, REDIS_URL: are not set")


def test_development_needs_nothing_but_debug_value():
    run = manage("check", DEBUG_VALUE="True")
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("ALLOWED_HOSTS", ["example.com"]),
        ("SECURE_SSL_REDIRECT", True),
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("SECURE_HSTS_SECONDS", 31_536_000),
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")),
    ],
)
def test_production_is_closed(name, value):
    assert setting(name, **PRODUCTION) == repr(value)


@pytest.mark.parametrize(("word", "is_on"), [("", False), ("off", False), ("on", True)])
def test_hsts_includes_subdomains_only_on_request(word, is_on):
    names = "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"
    assert setting(*names, **PRODUCTION, HSTS_SUBDOMAINS=word) == repr((is_on, is_on))


def test_only_named_hosts_are_allowed():
    without = {key: value for key, value in PRODUCTION.items() if key != "ALLOWED_HOSTS"}
    assert setting("ALLOWED_HOSTS", **without) == "['localhost', '127.0.0.1']"


@pytest.mark.parametrize(
    ("variables", "hosts"),
    [
        ({"HEROKU_APP_NAME": "nest"}, ["nest.herokuapp.com"]),
        (
            {"HEROKU_APP_DEFAULT_DOMAIN_NAME": "nest-1a2b.herokuapp.com"},
            ["nest-1a2b.herokuapp.com"],
        ),
        (
            {"ALLOWED_HOSTS": "nest.example", "HEROKU_APP_NAME": "nest"},
            ["nest.example", "nest.herokuapp.com"],
        ),
        ({"ALLOWED_HOSTS": "nest.example"}, ["nest.example"]),
        # Its router only sends requests for the app's own names.
        ({}, [".herokuapp.com"]),
    ],
)
def test_names_of_the_app_are_known_on_heroku(variables, hosts):
    dyno = {"DYNO": "web.1", "DATABASE_URL": "postgres://u:p@h/n", "ALLOWED_HOSTS": ""}
    assert setting("ALLOWED_HOSTS", **PRODUCTION | dyno | variables) == repr(hosts)


def test_a_key_may_start_with_a_dollar_sign():
    key = "$ecret-0123456789" * 4
    assert setting("SECRET_KEY", **PRODUCTION | {"SECRET_KEY": key}) == repr(key)


def test_whitespace_around_a_value_is_stripped():
    variables = PRODUCTION | {"SITE_URL": "https://example.com \n"}
    assert setting("SITE_URL", **variables) == "'https://example.com'"


def test_ci_never_tests_on_the_real_database():
    postgres = PRODUCTION | {"DATABASE_URL": "postgres://u:p@h/n", "CI": "true"}
    assert setting("DATABASES['default'].get('TEST', {}).get('NAME')", **postgres) == "None"


def test_heroku_requires_tls_for_postgres():
    postgres = PRODUCTION | {"DATABASE_URL": "postgres://u:p@h/n", "DYNO": "web.1"}
    assert setting("DATABASES['default']['OPTIONS']['sslmode']", **postgres) == "'require'"


def test_redis_over_tls_accepts_herokus_self_signed_certificate():
    redis = PRODUCTION | {"REDIS_URL": "rediss://h:6380,redis://h:6379"}
    hosts = setting("CHANNEL_LAYERS['default']['CONFIG']['hosts']", **redis)
    assert hosts == repr(
        [{"address": "rediss://h:6380", "ssl_cert_reqs": None}, {"address": "redis://h:6379"}]
    )


@pytest.mark.parametrize(("bucket", "warnings"), [("", 1), ("housing", 0)])
def test_photos_on_a_dynos_disk_are_warned_about_once(bucket, warnings):
    imports = ["shell", "--no-imports", "-c", "import nu_housing_app.asgi"]
    run = manage(*imports, **PRODUCTION, AWS_STORAGE_BUCKET_NAME=bucket)
    assert (run.stdout + run.stderr).count("AWS_STORAGE_BUCKET_NAME") == warnings


@pytest.mark.parametrize(
    ("bucket", "region", "host"),
    [
        ("housing", "us-east-2", "https://housing.s3.us-east-2.amazonaws.com/"),
        ("housing", "", "https://housing.s3.amazonaws.com/"),
        ("nest.example", "us-east-2", "https://s3.us-east-2.amazonaws.com/nest.example/"),
    ],
)
def test_bucket_links_use_its_region_and_are_allowed(bucket, region, host):
    code = """
from django.conf import settings
from django.core.files.storage import default_storage
from nu_housing_app.middleware.security_headers import bucket_origins
print(default_storage.signed_url("photos/1.webp", 60))
print(*bucket_origins(settings.STORAGES["default"]))
"""
    key = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    where = {"AWS_STORAGE_BUCKET_NAME": bucket, "AWS_S3_REGION_NAME": region}
    run = manage("shell", "--no-imports", "-c", code, **PRODUCTION, **key, **where)
    link, *origins = run.stdout.split()
    assert link.startswith(f"{host}photos/1.webp?")
    assert any(link.startswith(f"{origin}/") for origin in origins)


def test_email_uses_tls_if_the_url_says_so():
    mail = PRODUCTION | {"EMAIL_URL": "smtp+tls://user:p%40ss@mail.example.com:587"}
    parts = "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_HOST_PASSWORD"
    assert setting(*parts, **mail) == "('mail.example.com', 587, True, 'p@ss')"


@pytest.mark.parametrize("size", [4, 5, 10, 20])
def test_all_threads_together_stay_within_the_pool(size):
    variables = PRODUCTION | {"DATABASE_POOL_SIZE": str(size)}
    threads = setting("HTTP_THREADS", "CHAT_THREADS", **variables)
    http, chat = (int(part) for part in threads.strip("()").split(","))
    assert http >= 1
    assert chat >= 1
    assert http + chat + 2 <= size


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "https://example.com"),
        ({"ALLOWED_HOSTS": "*,.example.org,rooms.example.org"}, "https://rooms.example.org"),
        ({"ALLOWED_HOSTS": ".example.org"}, ""),
        ({"ALLOWED_HOSTS": "[::1],Example.org"}, "https://[::1]"),
        ({"SITE_URL": "https://rooms.example.com"}, "https://rooms.example.com"),
        ({"DEBUG_VALUE": "True", "ALLOWED_HOSTS": "", "PORT": "81"}, "http://localhost:81"),
    ],
)
def test_links_in_emails_start_with_site_url_or_the_first_host(variables, url):
    assert setting("SITE_URL", **PRODUCTION | variables) == repr(url)
