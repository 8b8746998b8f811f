"""Links in emails start with the site's own address, whatever the Host of a request."""

import mailbox
import re

import pytest
import requests
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from accounts.notifications import subscriptions, suppression
from accounts.notifications.absolute_links import AddressUnknown, absolute
from listings.expiry import links
from listings.models import Listing
from tests.support.factories import PASSWORD, ListingFactory, UserFactory, VerifiedStudentFactory
from tests.support.waiting import wait_until

SITE = "https://rooms.example.org"
HOSTILE = {
    "Host": "attacker.herokuapp.com",
    "X-Forwarded-Host": "evil.example",
    "X-Original-Host": "evil.example",
    "Forwarded": "host=evil.example",
    "Referer": "http://attacker.herokuapp.com/",
}
RESET, SIGNUP = "/accounts/password/reset/", "/accounts/signup/"
CODE = "/accounts/login/code/"


@pytest.fixture
def attacked(start_web, outbox):
    """ALLOWED_HOSTS with a wildcard, like an app on Heroku without a domain of its own."""
    return start_web(ALLOWED_HOSTS="127.0.0.1,.herokuapp.com", SITE_URL=SITE)


def post(web, path: str, data: dict, session: str = "") -> int:
    token = "a" * 32
    cookies = {"csrftoken": token} | ({"sessionid": session} if session else {})
    answer = requests.post(
        f"{web.url}{path}",
        data=data | {"csrfmiddlewaretoken": token},
        headers=HOSTILE,
        cookies=cookies,
        allow_redirects=False,
        timeout=20,
    )
    return answer.status_code


def assert_links_lead_home(outbox: mailbox.Maildir, *, has_link: bool = True) -> None:
    wait_until(lambda: len(outbox))
    [mail] = outbox
    text = mail.as_bytes().decode()
    bodies = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    text += b"".join(bodies).decode()
    links = re.findall(r"https?://[^\s\"'<>]+", text)
    assert bool(links) >= has_link
    assert all(re.match(rf"{SITE}(/|$)", link) for link in links), links
    assert "attacker" not in text
    assert "evil" not in text


@pytest.mark.smtp
@pytest.mark.parametrize("path", [RESET, SIGNUP, CODE])
@pytest.mark.parametrize("is_known", [True, False])
def test_requested_email_links_to_site_url(attacked, outbox, path, is_known):
    email = UserFactory().email if is_known else "nobody@example.com"
    data = {"email": email, "password1": PASSWORD, "name": "Ana Rivera"}
    assert post(attacked, path, data) == 302
    assert_links_lead_home(outbox, has_link=not (path == CODE and is_known))


@pytest.mark.smtp
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/chat/new/", {"name": "Summer", "invite": "cho@example.com"}),
        ("/accounts/email/", {"email": "second@example.com", "action_add": ""}),
    ],
)
def test_email_to_logged_in_user_links_to_site_url(attacked, outbox, session_of, path, data):
    session = session_of(VerifiedStudentFactory())
    assert post(attacked, "/accounts/reauthenticate/", {"password": PASSWORD}, session) == 302
    assert post(attacked, path, data, session) == 302
    assert_links_lead_home(outbox)


def test_no_link_is_sent_without_site_url(client, db, settings, mailoutbox, caplog):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "", [".herokuapp.com"]
    user = UserFactory()
    answer = client.post(RESET, {"email": user.email}, headers={"host": "nest.herokuapp.com"})
    assert answer.status_code == 503
    assert mailoutbox == []
    assert "SITE_URL: is not set" in caplog.text


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("/chat/", f"{SITE}/chat/"),
        ("http://evil.example/chat/?next=/x#y", f"{SITE}/chat/?next=/x#y"),
        ("https://user@evil.example:99/a/", f"{SITE}/a/"),
    ],
)
def test_absolute_link_keeps_only_the_path(settings, url, link):
    settings.SITE_URL = f"{SITE}/"
    assert absolute(url) == link


def test_absolute_link_without_site_url_raises(settings):
    settings.SITE_URL = ""
    with pytest.raises(AddressUnknown):
        absolute("/")


@pytest.mark.django_db
def test_links_in_emails_already_sent_stay_valid():
    """Their salts must not change when a module is renamed."""
    user, listing = UserFactory(), ListingFactory()
    optional = signing.Signer(salt="accounts.subscriptions").sign_object([user.pk, "mails_unread"])
    assert subscriptions.read(optional) == (user, "mails_unread")
    key = salted_hmac(
        "accounts.suppression", "new@example.com", secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()[:32]
    suppressed = signing.Signer(salt="accounts.suppression").sign(key)
    assert suppression.link_for("new@example.com").endswith(f"/{suppressed}/")
    confirmed_at = listing.confirmed_at.isoformat() if listing.confirmed_at else ""
    answer = signing.TimestampSigner(salt="listings.freshness").sign_object(
        [listing.pk, confirmed_at]
    )
    assert links.read(answer, Listing.objects.all()).listing == listing
