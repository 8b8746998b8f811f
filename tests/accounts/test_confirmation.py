"""An address is confirmed only in the browser that requested the code."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.accounts.test_email_addresses import add
from tests.accounts.test_signup import CONFIRM, confirm, is_logged_in, sign_up
from tests.support.emails import code, link, reauthenticate, text_without_tokens
from tests.support.factories import PASSWORD, UserFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db


def wrong_code(mail) -> str:
    return f"{(int(code(mail)) + 1) % 1_000_000:06}"


def verified_students():
    return get_user_model().objects.filter(is_verified_student=True)


def test_link_confirms_nothing_in_another_browser(client, mailoutbox):
    attacker, student = Client(), client
    sign_up(attacker)
    path = link(mailoutbox[0])
    page = student.get(path)
    assert f"Your code is {code(mailoutbox[0])}" in page.text
    assert page["Cache-Control"].startswith("max-age=0")
    assert "<form" not in page.text.partition("<main")[2]
    student.post(path)
    confirm(student, mailoutbox[0])
    assert not verified_students().exists()
    assert not is_logged_in(attacker)
    assert not is_logged_in(student)


def test_link_asks_for_confirmation_in_same_browser(client, mailoutbox):
    sign_up(client)
    page = client.get(link(mailoutbox[0]))
    assert "Is <strong>ana@u.northwestern.edu</strong> yours?" in page.text
    assert f'name="code" value="{code(mailoutbox[0])}"' in page.text
    assert not verified_students().exists()
    confirm(client, mailoutbox[0])
    assert verified_students().exists()
    assert is_logged_in(client)


@pytest.mark.parametrize("someone_else", [False, True])
def test_added_address_is_not_confirmed_in_another_browser(client, mailoutbox, someone_else):
    client.force_login(UserFactory())
    reauthenticate(client)
    add(client)
    student = Client()
    if someone_else:
        student.force_login(UserFactory())
    assert f"Your code is {code(mailoutbox[0])}" in student.get(link(mailoutbox[0])).text
    student.post(link(mailoutbox[0]))
    confirm(student, mailoutbox[0])
    assert not verified_students().exists()


def test_confirming_by_code_removes_unproven_password(client, mailoutbox):
    attacker, student = Client(), client
    sign_up(attacker, password1="wildcats-other-1848")
    student.post("/accounts/login/code/", {"email": "ana@u.northwestern.edu"})
    student.post("/accounts/login/code/confirm/", {"code": code(mailoutbox[-1])})
    assert is_logged_in(student)
    log_in = {"login": "ana@u.northwestern.edu", "password": "wildcats-other-1848"}
    again = Client()
    again.post("/accounts/login/", log_in)
    attacker.post("/accounts/login/", log_in)
    assert not is_logged_in(again)
    assert not is_logged_in(attacker)


def test_confirming_keeps_proven_password(client, mailoutbox):
    sign_up(client)
    confirm(client, mailoutbox[0])
    client.logout()
    client.post("/accounts/login/code/", {"email": "ana@u.northwestern.edu"})
    client.post("/accounts/login/code/confirm/", {"code": code(mailoutbox[-1])})
    assert get_user_model().objects.get().check_password(PASSWORD)


def test_third_wrong_guess_invalidates_code(client, mailoutbox):
    sign_up(client)
    answers = [client.post(CONFIRM, {"code": wrong_code(mailoutbox[0])}) for _ in range(3)]
    assert "isn’t the code" in answers[0].text
    assert answers[2].url == reverse("account_login")
    confirm(client, mailoutbox[0])
    assert not verified_students().exists()


def test_guesses_count_for_all_codes_of_an_account(limited, mailoutbox):
    sign_up(Client())
    log_in = {"login": "ana@u.northwestern.edu", "password": PASSWORD}
    pages = []
    for guess in range(26):
        browser = Client(REMOTE_ADDR=f"192.0.2.{guess}")
        browser.post("/accounts/login/", log_in)
        pages.append(browser.post(CONFIRM, {"code": wrong_code(mailoutbox[-1])}).text)
    assert ["Too many attempts" in page for page in pages] == 25 * [False] + [True]
    assert "Too many attempts" in confirm(browser, mailoutbox[-1]).text
    assert not verified_students().exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_count_each(client, limited, mailoutbox):
    sign_up(client)
    key, guess = client.session.session_key, wrong_code(mailoutbox[0])

    def post(_):
        browser = Client(HTTP_COOKIE=f"sessionid={key}")
        try:
            return browser.post(CONFIRM, {"code": guess}).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(post, range(40)))
    assert sum("the code we sent" in page for page in pages) <= 10


def test_new_code_replaces_old_one(client, mailoutbox):
    sign_up(client)
    assert "We sent a new code." in client.post(CONFIRM, {"action": "resend"}, follow=True).text
    assert len(mailoutbox) == 2
    assert "Your code is" in client.get(link(mailoutbox[0])).text
    confirm(client, mailoutbox[0])
    assert not is_logged_in(client)
    confirm(client, mailoutbox[1])
    assert is_logged_in(client)


def test_code_expires_after_an_hour(client, mailoutbox, monkeypatch):
    sign_up(client)
    now = signing.time.time()
    monkeypatch.setattr("time.time", lambda: now + 3601)
    assert "no longer works" in client.get(link(mailoutbox[0])).text
    confirm(client, mailoutbox[0])
    assert not is_logged_in(client)


def test_mistyped_address_can_be_corrected_by_signing_up_again(client, mailoutbox):
    sign_up(client, email="typo@u.northwestern.edu")
    assert "Start over" in client.get(CONFIRM).text
    client.post("/accounts/logout/", {"next": reverse("account_signup")})
    assert client.get(reverse("account_signup")).status_code == 200
    sign_up(client)
    confirm(client, mailoutbox[-1])
    assert is_logged_in(client)


def test_no_code_confirms_address_of_existing_account(client, mailoutbox, monkeypatch):
    taken = VerifiedStudentFactory(email="ana@u.northwestern.edu")
    codes = []
    generate = "accounts.authentication.adapter.AccountAdapter.generate_email_verification_code"
    monkeypatch.setattr(generate, lambda self: codes.append("123456") or codes[-1])
    sign_up(client)
    assert codes
    answer = client.post(CONFIRM, {"code": codes[0]})
    assert "the code we sent" in answer.text
    assert not is_logged_in(client)
    assert taken.check_password(PASSWORD)


def test_page_looks_the_same_for_taken_address(client):
    VerifiedStudentFactory(email="ana@u.northwestern.edu")
    other = Client()
    sign_up(client)
    sign_up(other, email="new@u.northwestern.edu")
    taken, fresh = text_without_tokens(client.get(CONFIRM)), text_without_tokens(other.get(CONFIRM))
    token = r'name="csrfmiddlewaretoken" value="\w+"'
    assert re.sub(token, "", taken) == re.sub(token, "", fresh).replace("new@", "ana@")


@pytest.mark.parametrize("key", ["MTI:1vPabc:x_y-z", "0" * 64, "…", "a" * 3000])
def test_link_of_earlier_release_explains_that_it_no_longer_works(client, key):
    for answer in (client.get(f"{CONFIRM}{key}/"), client.post(f"{CONFIRM}{key}/")):
        assert answer.status_code == 200
        assert "This link no longer works" in answer.text
        assert 'href="/accounts/login/"' in answer.text
