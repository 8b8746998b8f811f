"""From the first visit to a profile with a photo, and logging in by a code."""

import re
from email import message_from_string
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.support.factories import PASSWORD, ListingFactory, UserFactory, picture

SIGNUP, PROFILE = "/accounts/signup/", "/accounts/profile/"


def only_mail(box) -> str:
    """The body of the only email, which is removed from the outbox."""
    [mail] = [message_from_string(mail.as_string()) for mail in box]
    box.clear()
    return mail.get_payload(decode=True).decode()


def confirmation(box) -> tuple[str, str]:
    """The code and the link of the only email."""
    body = only_mail(box)
    return re.search(r"^\d{6}$", body, re.MULTILINE)[0], re.search(r"http\S+", body)[0]


def sign_up(page):
    page.get_by_label("Your name").fill("Ana")
    page.get_by_label("Email").fill("Ana@u.northwestern.edu")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()


@pytest.mark.smtp
def test_signing_up_confirming_and_logging_in_by_code(open_page, outbox):
    place = ListingFactory()
    page = open_page(path=f"{SIGNUP}?next={place.get_absolute_url()}")
    sign_up(page)
    code, link = confirmation(outbox)
    phone = open_page(path=urlsplit(link).path)
    expect(phone.get_by_role("heading", name=f"Your code is {code}")).to_be_visible()
    expect(phone.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.get_by_label("Code from the email").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile(f"{place.get_absolute_url()}$"))
    expect(page.locator("#notices")).to_contain_text("You are a verified student now.")

    page.goto(PROFILE)
    page.get_by_role("button", name="Log out").click()
    page.goto(f"/accounts/login/code/?next={PROFILE}")
    page.get_by_label("Email").fill("ana@u.northwestern.edu")
    page.get_by_role("button", name="Email me a code").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", only_mail(outbox), re.MULTILINE)[0]
    page.get_by_label("Code from the email").fill(code)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Your profile")).to_be_visible()


@pytest.mark.smtp
def test_link_in_the_email_confirms_with_one_click(open_page, outbox):
    page = open_page(path=SIGNUP)
    sign_up(page)
    page.goto(confirmation(outbox)[1])
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.locator("#notices")).to_contain_text("You are a verified student now.")


def choose(page, name, **shape):
    file = picture(**shape)
    page.get_by_label("Add a photo").or_(page.get_by_label("Change photo")).set_input_files(
        {"name": name, "mimeType": "image/webp", "buffer": file.read()}
    )


def test_photo_is_shown_as_soon_as_it_is_chosen(open_page):
    page = open_page(UserFactory(), PROFILE)
    choose(page, "me.webp", width=800, height=600)
    expect(page.locator("#profile-photo img")).to_be_visible()
    loaded = page.locator("#profile-photo img").evaluate("image => image.decode().then(() => true)")
    assert loaded
    page.get_by_role("button", name="Remove photo").click()
    expect(page.locator("#profile-photo img")).to_have_count(0)


def test_photo_can_be_uploaded_without_scripts(open_page):
    person = UserFactory()
    page = open_page(person, PROFILE, java_script_enabled=False)
    choose(page, "me.webp")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#profile-photo img")).to_be_visible()


def test_refused_photo_keeps_the_text_that_was_typed(open_page):
    page = open_page(UserFactory(), PROFILE)
    page.get_by_label("About you").fill("Half a sentence")
    page.get_by_label("Add a photo").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    )
    expect(page.get_by_role("alert")).to_contain_text("an image we can read")
    expect(page.get_by_label("About you")).to_have_value("Half a sentence")


def test_habits_are_chosen_by_keyboard_and_shown_to_others(open_page):
    person = UserFactory(name="Noor")
    page = open_page(person, PROFILE)
    group = page.get_by_role("group", name="Sleep")
    group.get_by_label("No answer").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("heading", name="Noor")).to_be_visible()
    expect(page.get_by_text("Early bird")).to_be_visible()
    assert get_user_model().objects.get(pk=person.pk).sleep == "early"


def test_password_can_be_shown(page):
    page.goto("/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    field.fill(PASSWORD)
    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value(PASSWORD)
    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "password")
