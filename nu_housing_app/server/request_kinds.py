"""Classifies a request before Django handles it: its kind and its client."""

from enum import Enum

from django.urls import Resolver404, resolve

from accounts.authentication.socket_sessions import address_of, session_in
from accounts.rate_limits.buckets import network_of_address
from nu_housing_app.server.fair_semaphore import Client
from realtime.asgi_types import Scope

# Views that take files. An image may take seconds of work, however small its file is.
UPLOADS = {"accounts:photo", "listings:photos", "chat:attachments", "chat:messages"}
# Views that take long: searches, if there is anything to search for, and exports.
SEARCHES = {"listings:browse", "listings:map", "listings:feed", "chat:search"}
EXPORTS = {"accounts:data", "sitemap", "django.contrib.sitemaps.views.sitemap"}
PROBES = {"readyz"}  # compares all migrations with the database
# The one of these whose requests are mostly text. A small request may still hold an image;
# `accounts.images.reencoding` bounds how many of those wait to be decoded.
TEXT_OR_FILES = "chat:messages"
SMALL = 16 * 1024  # bytes
READS = {"GET", "HEAD"}


class Kind(Enum):
    READ = "read"
    SLOW_READ = "slow read"
    WRITE = "write"
    UPLOAD = "upload"


def kind_of(scope: Scope) -> Kind:
    name = view_name(scope["path"])
    # Django accepts a method in any case.
    if scope["method"].upper() in READS:
        is_slow = name in EXPORTS | PROBES or (name in SEARCHES and scope.get("query_string"))
        return Kind.SLOW_READ if is_slow else Kind.READ
    is_text = name == TEXT_OR_FILES and _is_small(scope)
    return Kind.UPLOAD if name in UPLOADS and not is_text else Kind.WRITE


def _is_small(scope: Scope) -> bool:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return length.isdigit() and int(length) <= SMALL


def takes_files(path: str) -> bool:
    return view_name(path) in UPLOADS


def view_name(path: str) -> str:
    """The name of the view for a path; empty without one."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def client_of(scope: Scope) -> Client:
    cookies = dict(scope["headers"]).get(b"cookie", b"")
    return Client(network_of_address(address_of(scope)), session_in(cookies)[:64])
