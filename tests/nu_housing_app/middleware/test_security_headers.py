"""The headers that limit what browsers do with responses."""

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.http import HttpResponse

from nu_housing_app.middleware.security_headers import (
    bucket_origins,
    security_headers,
    tile_origins,
)
from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory

OPTIONS = {"bucket_name": "nest", "endpoint_url": None, "region_name": None}


def policy_of(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.fixture
def policy(client, db):
    return policy_of(client.get("/", headers={"host": "localhost"}))


def test_only_own_scripts_and_styles_are_allowed(policy):
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


def test_framing_and_foreign_form_targets_are_forbidden(policy):
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]


def test_page_connects_to_its_own_host_alone(policy, client, db):
    assert "ws://localhost" in policy["connect-src"]
    secure = client.get("/", secure=True, headers={"host": "127.0.0.1"})
    assert "wss://127.0.0.1" in policy_of(secure)["connect-src"]


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/healthz", "/admin/login/", "/robots.txt"])
def test_every_response_has_the_headers(client, db, path):
    response = client.get(path)
    assert policy_of(response)["default-src"] == ["'none'"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response["Permissions-Policy"]


def test_foreign_host_is_never_named(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("options", "origins"),
    [
        ({}, ["https://nest.s3.amazonaws.com"]),
        (
            {"region_name": "us-east-2"},
            ["https://nest.s3.amazonaws.com", "https://nest.s3.us-east-2.amazonaws.com"],
        ),
        ({"bucket_name": "my.nest"}, ["https://s3.amazonaws.com"]),
        ({"endpoint_url": "http://localhost:9000/"}, ["http://localhost:9000"]),
    ],
)
def test_policy_allows_images_from_the_bucket(options, origins):
    assert bucket_origins({"OPTIONS": OPTIONS | options}) == origins


@pytest.mark.s3
def test_bucket_origin_is_the_origin_of_its_links():
    [origin] = bucket_origins(configured.STORAGES["default"])
    assert default_storage.signed_url("photos/1.webp", 60).startswith(f"{origin}/")


def test_policy_allows_the_tile_server(settings, rf):
    settings.MAP_TILES_URL = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    assert tile_origins(settings.MAP_TILES_URL) == ["https://*.tiles.example"]
    response = security_headers(lambda request: HttpResponse())(rf.get("/"))
    assert "https://*.tiles.example" in policy_of(response)["img-src"]
    assert "https://*.tiles.example" not in policy_of(response)["connect-src"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/chat/",
            "/chat/new/",
            "/chat/search/?q=rent",
            "/chat/{conversation}/",
            "/chat/{conversation}/messages/",
        ),
        *(
            "/listings/mine/",
            "/listings/saved/",
            "/listings/searches/",
            "/listings/{draft}/edit/?step=money",
        ),
        *("/accounts/profile/", "/accounts/email/", "/accounts/password/change/"),
        "/accounts/profile/delete/",
    ],
)
def test_page_for_a_user_is_never_cached(client, db, path):
    ana = VerifiedStudentFactory()
    ids = {
        "conversation": ConversationFactory(participants=[ana, VerifiedStudentFactory()]).pk,
        "draft": ListingFactory(lister=ana, status="draft").pk,
    }
    client.force_login(ana)
    response = client.get(path.format(**ids))
    assert response.status_code == 200
    kept = {word.strip() for word in response["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= kept


@pytest.mark.parametrize("path", ["/", "/listings/", "/listings/{listing}/"])
def test_public_page_may_be_restored_by_the_back_button(client, db, path):
    listing = ListingFactory()
    client.force_login(VerifiedStudentFactory())
    kept = client.get(path.format(listing=listing.pk))["Cache-Control"]
    assert "private" in kept
    assert "no-store" not in kept, "a browser would forget the page that one comes back to"
