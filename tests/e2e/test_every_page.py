"""Every page, in both color schemes and widths: accessible, and without layout errors."""

import json
from datetime import timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.authentication.confirmation_links import Confirmation
from accounts.notifications import subscriptions, suppression
from chat.models import Invitation, Participant
from listings.expiry import links
from listings.forms.steps import STEPS
from listings.models import Alert
from tests.support.browser.idle import wait_until_idle
from tests.support.factories import (
    PASSWORD,
    ConversationFactory,
    ListingFactory,
    MessageFactory,
    PhotoFactory,
    SavedListingFactory,
    SavedSearchFactory,
    UserFactory,
    VerifiedStudentFactory,
)
from tests.support.staff_login import add_second_factor, totp_code

SIZES = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]
# Without `preload`: it resolves a stylesheet's own imports against the page.
AXE = {"resultTypes": ["violations"], "preload": False}
# The dark scheme is the same page in other colors.
COLORS = AXE | {"runOnly": ["color-contrast", "link-in-text-block"]}

# Routes for forms, scripts and health checks, and Django's own.
NO_PAGES = {
    *("contact", "media", "healthz", "readyz", "admin", "favicon.ico"),
    *("robots.txt", "sitemap", "django.contrib.sitemaps.views.sitemap"),
    *(f"listings:{name}" for name in ("map", "feed", "card", "save", "status", "confirm")),
    *(f"listings:{name}" for name in ("photos", "photo-order", "photo-delete")),
    *("listings:search", "listings:search-delete", "listings:alerts-seen"),
    *(f"chat:{name}" for name in ("join", "leave", "read", "messages")),
    *(f"chat:{name}" for name in ("decline", "withdraw", "remove", "mute")),
    *("chat:attachments", "chat:attachment"),
    *("mfa_trust", "mfa_download_recovery_codes"),
    *("accounts:photo", "accounts:remove-photo", "accounts:emails", "accounts:data"),
}
OPEN = [
    *("home", "listings:browse", "listings:detail", "accounts:person"),
    *("accounts:unsubscribe", "accounts:suppress"),
    *("fair-housing", "house-rules", "privacy", "safety", "listings:answer"),
]
ENTRANCES = [
    *("account_login", "account_signup", "account_request_login_code", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done"),
    *("account_inactive", "accounts:confirm-email", "account_reset_password_from_key"),
]
OWN = [
    *("home", "listings:browse", "listings:detail", "listings:saved", "listings:mine"),
    *(
        "listings:searches",
        "listings:alerts",
        "accounts:profile",
        "accounts:person",
        "accounts:delete",
    ),
    *("account_email", "account_change_password", "account_reauthenticate", "account_logout"),
    "mfa_index",
]
POSTING = ["listings:new", "listings:edit", "listings:delete"]
CHAT = [
    *("chat:inbox", "chat:new", "chat:conversation", "chat:invite", "chat:search"),
    "chat:rename",
]
SECOND_FACTOR = ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
# Pages for people without a password, for people who asked for a code, and on the way to a second
# factor: they have their own tests.
ALONE = ["account_set_password", "account_confirm_login_code", "account_email_verification_sent"]
ALONE += ["accounts:reauthenticate-by-code", "mfa_activate_totp", "mfa_authenticate"]
ALONE += ["mfa_reauthenticate", *SECOND_FACTOR]


class Town:
    """A few listings, conversations about them, and the paths of all their pages."""

    def __init__(self):
        self.ana = VerifiedStudentFactory(name="Ana", about="I cook.", sleep="late")
        self.ben = VerifiedStudentFactory(name="Ben")
        # Old enough that its lister is asked, with enough similar ones for a rent comparison.
        silent = {"confirmed_at": timezone.now() - timedelta(days=8)}
        self.listing = PhotoFactory(listing=ListingFactory(lister=self.ana, **silent)).listing
        ListingFactory.create_batch(9, lister=self.ben)
        PhotoFactory(listing=self.listing)
        self.bare = ListingFactory(lister=self.ben, description="")
        self.draft = ListingFactory(lister=self.ana, status="draft")
        PhotoFactory.create_batch(2, listing=self.draft)
        SavedListingFactory(user=self.ana, listing=self.bare)
        search = SavedSearchFactory(user=self.ana, query="kind=room&near=tech&max_walk=10")
        rents = {"old_rent": 120_000, "new_rent": self.bare.rent_per_person}
        for told in ({"search": search}, {"rent_drop_entry": 1, **rents}):
            Alert.objects.create(user=self.ana, listing=self.bare, **told)
        Alert.objects.create(user=self.ana, search=search, more=231)
        self.conversation = ConversationFactory(participants=[self.ana, self.ben])
        for sender, body in [(self.ana, "Is it still free?"), (self.ben, "Yes! https://u.example")]:
            MessageFactory(conversation=self.conversation, sender=sender, body=body)
        self._invite(self.conversation, "cho@u.northwestern.edu")
        other = ConversationFactory(name="Maple Ave", participants=[self.ben])
        self._invite(other, self.ana.email)
        muted = ConversationFactory(name="Quiet", participants=[self.ana, self.ben])
        MessageFactory(conversation=muted, sender=self.ben)
        Participant.objects.filter(conversation=muted, user=self.ana).update(muted=True)

    def _invite(self, conversation, email: str):
        Invitation.objects.create(conversation=conversation, email=email, invited_by=self.ben)

    def path(self, route: str) -> str:
        return reverse(route, kwargs=self._arguments(route))

    def _arguments(self, route: str) -> dict:
        if route == "accounts:confirm-email":
            return {"token": Confirmation("cho@u.northwestern.edu", "123456").token()}
        if route == "account_reset_password_from_key":
            key = default_token_generator.make_token(self.ana)
            return {"uidb36": user_pk_to_url_str(self.ana), "key": key}
        if route == "accounts:suppress":
            return {"token": suppression.link_for("new@example.com").rstrip("/").rpartition("/")[2]}
        if route == "accounts:unsubscribe":
            return {"token": subscriptions.token_for(self.ana, "mails_unread")}
        if route == "listings:answer":
            return {"token": links.sign(self.listing)}
        if route == "accounts:person":
            return {"public_id": self.ana.public_id}
        subjects = {
            "listings:detail": self.listing,
            "listings:edit": self.draft,
            "listings:delete": self.draft,
            "chat:conversation": self.conversation,
            "chat:invite": self.conversation,
            "chat:rename": self.conversation,
        }
        return {"pk": subjects[route].pk} if route in subjects else {}


@pytest.fixture
def town(transactional_db) -> Town:
    return Town()


@pytest.fixture
def calm_page(open_page):
    """`calm_page(user=None, path=None)`: a page without animations."""
    return lambda user=None, path=None: open_page(user, path, reduced_motion="reduce")


def look(page: Page, apart: str = "") -> list[str]:
    """The rules for every page that this one breaks now, not counting the part `apart`."""
    wrong = []
    wait_until_idle(page)
    if not page.title().strip(" ·"):
        wrong.append("no title")
    if page.get_by_role("heading", level=1).count() != 1:
        wrong.append("not one h1")
    if not page.get_by_text("Equal housing opportunity").count():
        wrong.append("no word on fair housing")
    page.evaluate(Axe().axe_script)
    for scheme, options in [("light", AXE), ("dark", COLORS)]:
        page.emulate_media(color_scheme=scheme)
        for size in SIZES:
            page.set_viewport_size(size)
            wait_until_idle(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"scrolls sideways at {size['width']}")
            wrong += [
                f"{scheme}, {size['width']}: {each}" for each in violations(page, apart, options)
            ]
    page.set_viewport_size(SIZES[0])
    page.emulate_media(color_scheme="light")
    return [f"{page.url} {each}" for each in wrong]


def violations(page: Page, apart: str, options: dict) -> list[str]:
    seen = {"include": ["html"], "exclude": [apart] if apart else []}
    found = page.evaluate(f"axe.run({json.dumps(seen)}, {json.dumps(options)})")["violations"]
    return [
        f"{broken['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for broken in found
        for node in broken["nodes"]
    ]


def visit(page: Page, paths: list[str]):
    wrong = []
    for path in paths:
        assert page.goto(path).status == 200, path
        wrong += look(page)
    assert wrong == []


def test_every_page_is_checked():
    named = set(_names(get_resolver()))
    seen = {*OPEN, *ENTRANCES, *OWN, *POSTING, *CHAT, *ALONE}
    assert named - seen - NO_PAGES == set()


def _names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if not hasattr(pattern, "url_patterns"):
            yield prefix + (pattern.name or str(pattern.pattern))
        elif pattern.namespace != "admin":
            yield from _names(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)


def by_five(names: list[str]):
    """A few pages a test: all of them take longer than one test may on a busy machine."""
    return pytest.mark.parametrize(
        "routes", [names[n : n + 5] for n in range(0, len(names), 5)], ids=lambda some: some[0]
    )


@by_five([*OPEN, *ENTRANCES])
def test_pages_for_visitors(calm_page, town, routes):
    visit(calm_page(), [town.path(route) for route in routes])


@by_five([*OWN, *CHAT])
def test_pages_for_students(calm_page, town, routes):
    visit(calm_page(town.ana), [town.path(route) for route in routes])


@by_five([step.slug for step in STEPS])
def test_the_steps_of_posting(calm_page, town, routes):
    edit = town.path("listings:edit")
    visit(calm_page(town.ana), [f"{edit}?step={slug}" for slug in routes])


def test_posting_starts_and_a_listing_is_deleted(calm_page, town):
    visit(calm_page(town.ana), [town.path("listings:new"), town.path("listings:delete")])


def test_removed_listing_as_its_lister_sees_it(calm_page, town):
    town.listing.remove("The photos show another home.")
    edit = reverse("listings:edit", args=[town.listing.pk], query={"step": "review"})
    answer = reverse("listings:answer", args=[links.sign(town.listing)])
    visit(
        calm_page(town.ana), [town.path("listings:detail"), edit, reverse("listings:mine"), answer]
    )


def test_code_is_requested(calm_page, town):
    page = calm_page(None, town.path("account_request_login_code"))
    page.get_by_label("Email").fill(town.ana.email)
    page.locator("main form button").click()
    page.wait_for_url(town.path("account_confirm_login_code"))
    assert look(page) == []


def test_code_from_the_email_is_requested(calm_page, town):
    page = calm_page(None, town.path("account_signup"))
    page.get_by_label("Your name").fill("Cho")
    page.get_by_label("Email").fill("cho@u.northwestern.edu")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form button.button-main").click()
    page.wait_for_url(town.path("account_email_verification_sent"))
    assert look(page) == []


def test_user_without_a_password_may_set_one(calm_page, town):
    town.ana.set_unusable_password()
    town.ana.save()
    page = calm_page(town.ana, town.path("account_set_password"))
    page.wait_for_url(f"{town.path('accounts:reauthenticate-by-code')}*")
    assert look(page) == []
    [session] = Session.objects.all()
    code = session.get_decoded()["reauthentication_code"]["code"]
    page.get_by_label("Code from the email").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(town.path("account_set_password"))
    assert look(page) == []


def test_setting_up_the_second_factor(calm_page, transactional_db):
    page = calm_page(user=(lee := UserFactory()), path=reverse("mfa_activate_totp"))
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert look(page) == []
    page.get_by_label("Code from the app").fill(totp_code(page.locator("code").inner_text()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    visit(page, [reverse(route) for route in ("mfa_index", *SECOND_FACTOR)])
    assert lee.authenticator_set.count() == 2


def test_using_the_second_factor(calm_page, transactional_db):
    add_second_factor(lee := UserFactory())
    page = calm_page(None, reverse("account_login"))
    page.get_by_label("Email").fill(lee.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(reverse("mfa_authenticate"))
    assert look(page) == []
    visit(calm_page(lee), [reverse("mfa_reauthenticate")])


def test_profile_of_a_user_who_is_not_a_student(calm_page, transactional_db):
    person = UserFactory(about="I cook.", sleep="late")
    own = [reverse("accounts:profile"), reverse("account_email")]
    visit(calm_page(person), [*own, reverse("accounts:person", args=[person.public_id])])


def test_pages_of_an_empty_site(calm_page, transactional_db):
    visit(calm_page(), [reverse("home"), reverse("listings:browse")])
    routes = ["listings:saved", "listings:mine", "chat:inbox", "chat:new", "listings:new"]
    visit(calm_page(UserFactory(name="")), [reverse(route) for route in routes])


def test_searches_without_results_or_with_errors(calm_page, town):
    browse = reverse("listings:browse")
    wrong = "max_rent=much&near=mars&available_from=soon&bounds=1,2"
    visit(calm_page(), [f"{browse}?q=zeppelin", f"{browse}?{wrong}", town.bare.get_absolute_url()])


@pytest.mark.parametrize(
    ("route", "knows", "typed"),
    [
        ("account_login", False, {"login": "ana@u.northwestern.edu", "password": "wrong"}),
        ("account_signup", False, {"email": "nobody", "password1": "1"}),
        ("account_change_password", True, {}),
        ("account_email", True, {"email": "nobody"}),
        ("accounts:delete", True, {"password": "wrong"}),
        ("accounts:profile", True, {"name": ""}),
        ("chat:new", True, {"name": ""}),
        ("chat:invite", True, {"invite": "nobody"}),
        ("chat:rename", True, {"name": ""}),
    ],
)
def test_forms_with_errors(calm_page, town, route, knows, typed):
    page = calm_page(town.ana if knows else None, town.path(route))
    form = page.locator("main form").filter(has=page.locator("input:not([type=hidden]), textarea"))
    for name, value in typed.items():
        form.locator(f"[name={name}]").first.fill(value)
    form.last.evaluate("form => { form.noValidate = true; }")
    form.last.locator("button[type=submit], button:not([type])").last.click()
    expect(page.locator("main .errorlist").first).to_be_visible()
    assert look(page) == []


def test_menus_of_the_browse_page(calm_page, town):
    page = calm_page(None, reverse("listings:browse"))
    for pill in page.locator(".filter-button[popovertarget]").all():
        pill.click()
        # axe takes what a popover covers for being on top of it.
        assert look(page, apart=".map") == []
        page.keyboard.press("Escape")


def test_dialogs_of_a_listing(calm_page, town):
    page = calm_page(town.ben, town.path("listings:detail"))
    page.locator(".gallery-photos a").first.click()
    expect(page.get_by_role("dialog", name="Photos")).to_be_visible()
    assert look(page) == []


def test_menus_and_dialogs_of_the_chat(calm_page, town):
    page = calm_page(town.ana, town.path("chat:conversation"))
    page.get_by_role("button", name="People and options").click()
    assert look(page) == []
    page.get_by_role("button", name="Remove Ben").click()
    expect(page.locator(f"#remove-{town.ben.pk}")).to_be_visible()
    assert look(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Leave", exact=False).first.click()
    expect(page.locator("#leave")).to_be_visible()
    assert look(page) == []


@pytest.mark.console_errors
def test_pages_without_access(calm_page, town):
    page = calm_page(UserFactory(), town.path("chat:conversation"))
    assert look(page) == []
    page.goto("/accounts/unsubscribe/not-one-of-ours/")
    assert look(page) == []


def test_search_results_in_the_chat(calm_page, town):
    search, conversation = town.path("chat:search"), town.path("chat:conversation")
    visit(
        calm_page(town.ana), [f"{search}?q=free&in={town.conversation.pk}", f"{conversation}?at=1"]
    )


@pytest.mark.parametrize(
    "name",
    ["400", "403", "403_csrf", "404", "429", "500", "503", "503_busy", "503_email"],
)
def test_error_pages(calm_page, name):
    html = render_to_string(f"{name}.html", request=None)
    page = calm_page()
    page.route("**/broken/", lambda route: route.fulfill(body=html, content_type="text/html"))
    visit(page, ["/broken/"])
