"""Reads environment variables. A value that can't be read stops the start with one line that names
the variable."""

import os
import re
import sys
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from environ import Env

from accounts.email_addresses import normalize_address

env = Env()
# An entry of ALLOWED_HOSTS: a name, all names below one, an IP address, or "*".
HOST = re.compile(r"\*|\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)

# An entry of UNIVERSITY_DOMAINS: a domain, all its subdomains (*.), or an exception (!).
DOMAIN_PATTERN = re.compile(r"(?:!|\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")


def stop(name: str, reason: str) -> NoReturn:
    """End the process: a traceback would bury the one thing that the operator has to fix."""
    sys.exit(f"{name}: {reason}")


def require(*names: str) -> None:
    """End the process unless all of these are set. One line names those that aren't."""
    if missing := unset(*names):
        is_not, it = ("are not", "they") if len(missing) > 1 else ("is not", "it")
        stop(", ".join(missing), f"{is_not} set, and with DEBUG_VALUE=False {it} must be")


def unset(*names: str) -> list[str]:
    return [name for name in names if not os.environ.get(name, "").strip()]


def read(kind: str, name: str, default: Any) -> Any:
    """The variable `name`, read by the method `kind` of `Env`; `default` if unset or empty."""
    if unset(name):
        return default
    if kind == "str":
        # `Env` would read a value that starts with a dollar sign, as a key may, as the name of
        # another variable.
        return os.environ[name].strip()
    try:
        return getattr(env, kind)(name)
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        stop(name, f"can't be read ({error})")


def switch(name: str, *, on: str, off: str, default: bool) -> bool:
    """A variable with one of two values, in upper or lower case."""
    value: str = read("str", name, on if default else off)
    if value.lower() not in (on.lower(), off.lower()):
        stop(name, f"is {value!r}, must be {on} or {off}")
    return value.lower() == on.lower()


def choice(name: str, default: str, *others: str) -> str:
    """One of a few values, in upper or lower case; returned as written here."""
    value: str = read("str", name, default).upper()
    if value not in (default, *others):
        stop(name, f"is {value!r}, must be one of {', '.join((default, *others))}")
    return value


def email(name: str) -> str:
    """An email address; empty if unset."""
    value = read("str", name, "")
    return _normal_email(name, value, value) if value else ""


def sender(name: str, default: str) -> str:
    """An address for a From header, alone or as `Name <address>`."""
    value: str = read("str", name, default)
    email = parseaddr(value)[1]
    if not value.isprintable() or "=?" in value or value.count(email) != 1:
        stop(name, f"is {value!r}, must look like name@host or Name <name@host>")
    return value.replace(email, _normal_email(name, value, email))


def _normal_email(name: str, value: str, email: str) -> str:
    try:
        return normalize_address(email)
    except ValidationError:
        stop(name, f"is {value!r}, must look like name@host")


def domain_patterns(name: str, default: list[str]) -> list[str]:
    """Domains that `accounts.verified_students` matches addresses against, in lower case."""
    patterns = [value.lower() for value in string_list(name, default)]
    for pattern in patterns:
        if not DOMAIN_PATTERN.fullmatch(pattern):
            example = "must look like example.edu, *.example.edu or !alumni.example.edu"
            stop(name, f"{pattern!r} is not a domain, {example}")
    if all(pattern.startswith("!") for pattern in patterns):
        stop(name, "only has exceptions (!), must name at least one domain")
    return patterns


def integer(name: str, default: int, *, minimum: int) -> int:
    number: int = read("int", name, default)
    if number < minimum:
        stop(name, f"is {number}, must be {minimum} or more")
    return number


def string_list(name: str, default: list[str]) -> list[str]:
    """A comma-separated list, without blank entries."""
    return [value.strip() for value in read("list", name, default) if value.strip()]


def hosts() -> list[str]:
    """The host names that the site answers to: ALLOWED_HOSTS, and the app's names at Heroku if its
    dyno metadata is on."""
    named = string_list("ALLOWED_HOSTS", [])
    for value in named:
        if not HOST.fullmatch(value):
            stop(
                "ALLOWED_HOSTS",
                f"{value!r} is not a host name, such as example.com or .example.com",
            )
    named += string_list("HEROKU_APP_DEFAULT_DOMAIN_NAME", [])
    named += [f"{app}.herokuapp.com" for app in string_list("HEROKU_APP_NAME", [])]
    if named:
        return named
    # No name is known. Heroku's router sends a dyno only requests to the names of its own app, so
    # a visitor can't choose another.
    return [".herokuapp.com"] if "DYNO" in os.environ else ["localhost", "127.0.0.1"]


def site(hosts: Sequence[str], debug: bool) -> str:
    """The start of links in emails, for which a command has no request: SITE_URL, or the first of
    `hosts` that is a name and not a pattern; empty if there is none."""
    if site_url := read("str", "SITE_URL", ""):
        return url("SITE_URL", site_url, "https", "http")
    host = next((host for host in hosts if not host.startswith((".", "*"))), None)
    if debug:
        return f"http://{host or 'localhost'}:{os.environ.get('PORT', 8000)}"
    return f"https://{host}" if host else ""


def url(name: str, value: str, *schemes: str) -> str:
    """Return `value` if it is a URL with one of the `schemes` and a host; else end the process."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where the port isn't a number
    except ValueError:
        # The error may quote part of a password.
        stop(name, "is not a URL (within a password / is %2F, # is %23, ? is %3F)")
    if parts.scheme not in schemes or not parts.hostname:
        stop(name, f"must look like {schemes[0]}://host")
    return value
