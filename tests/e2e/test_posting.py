"""Posting a listing in the browser, with scripts and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Route, expect

from listings.forms.steps import STEPS
from listings.models import Listing
from tests.support.browser.waits import wait_until
from tests.support.factories import ListingFactory, PhotoFactory, VerifiedStudentFactory, picture

PHONE = {"viewport": {"width": 390, "height": 844}}


def files(*names):
    colors = ["#bb9988", "#668899", "#aa9966", "#778866"]
    return [
        {"name": name, "mimeType": "image/jpeg", "buffer": picture(800, 600, color, name).read()}
        for name, color in zip(names, colors, strict=False)
    ]


BENT = {"name": "bent.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}


def step_of(listing, step):
    return reverse("listings:edit", args=[listing.pk], query={"step": step})


def go_on(page, name):
    """Click Next (once the photos are uploaded) and arrive at the step `name`."""
    page.locator(".posting-bar").get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        next(step.question for step in STEPS if step.slug == name)
    )


def answer(page):
    """Fill in every step from the location to the description, then arrive at the review."""
    first = timezone.localdate() + timedelta(days=60)
    page.get_by_label("Street and number").fill("2145 Sheridan Rd")
    go_on(page, "home")
    page.get_by_label("Bedrooms").select_option("4")
    page.get_by_label("People who share").fill("4")
    go_on(page, "money")
    page.get_by_label("Monthly rent").fill("$3,800")
    go_on(page, "dates")
    page.get_by_label("Available from").fill(str(first))
    page.get_by_label("Available until").fill(str(first + timedelta(days=90)))
    go_on(page, "words")
    page.get_by_label("Title").fill("Bright house for the summer")
    page.get_by_label("Description").fill("Four bedrooms, a porch and a big kitchen.")
    go_on(page, "review")


@pytest.fixture
def ana(transactional_db):
    return VerifiedStudentFactory(name="Ana")


@pytest.fixture
def draft(ana):
    return ListingFactory(lister=ana, status="draft")


@pytest.mark.console_errors  # the refused photo is a 400
def test_user_posts_a_listing_with_photos_and_finds_it(open_page, ana):
    page = open_page(ana, reverse("listings:new"))
    page.get_by_text("The entire place", exact=True).click()
    page.get_by_text("A sublet").click()
    go_on(page, "photos")
    chosen = files("front.jpg", "kitchen.jpg", "porch.jpg")
    wait_until(page, "() => customElements.get('photo-upload')")
    page.locator("#photo-files").set_input_files([chosen[0], BENT, *chosen[1:]])
    # Each is decoded and copied in three widths, which takes long on a busy machine.
    expect(page.locator(".photo[data-photo]")).to_have_count(3, timeout=30_000)
    expect(page.locator(".upload")).to_have_count(1)
    expect(page.locator(".upload")).to_contain_text("isn’t an image we can read")
    go_on(page, "place")
    answer(page)
    page.get_by_role("button", name="Publish listing").click()
    listing = Listing.objects.get()
    expect(page).to_have_url(re.compile(rf"/listings/{listing.pk}/$"))
    assert (listing.status, listing.rent_per_person) == ("published", 95_000)
    page.goto(reverse("listings:browse"))
    card = page.locator(f'[data-listing="{listing.pk}"]').first
    expect(card).to_contain_text("$950")
    expect(card.locator("img").first).to_be_visible()


def test_without_scripts_a_listing_can_be_posted(open_page, ana):
    page = open_page(ana, reverse("listings:new"), java_script_enabled=False)
    page.get_by_label("A sublet").check()
    go_on(page, "photos")
    page.locator("#photo-files").set_input_files(files("one.jpg", "two.jpg"))
    page.get_by_role("button", name="Upload photos").click()
    expect(page.locator(".photo[data-photo]")).to_have_count(2)
    page.get_by_role("button", name="Make cover").last.click()
    go_on(page, "place")
    answer(page)
    page.get_by_role("button", name="Publish listing").click()
    assert Listing.objects.get().status == "published"
    assert Listing.objects.get().photos.count() == 2


def test_input_is_saved_and_shown_on_the_preview(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "money"))
    page.get_by_label("Monthly rent").fill("1,111")
    expect(page.locator("#preview-card")).to_contain_text("$1,111")
    expect(page.locator("#cost-line")).to_contain_text("One person pays $1,111 a month")
    page.reload()
    expect(page.get_by_label("Monthly rent")).to_have_value("1,111")


def test_invalid_value_is_marked_and_blocks_the_next_step(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "money"))
    page.get_by_label("Deposit").fill("a lot")
    page.locator(".posting-bar").get_by_role("button", name="Next").click()
    expect(page.locator("#id_deposit_errors")).to_contain_text("Enter dollars")
    expect(page.get_by_label("Deposit")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Deposit")).to_be_focused()
    expect(page.get_by_label("Deposit")).to_have_value("a lot")
    assert "step=money" in page.url


def test_chips_stand_clear_of_what_is_said_above_them(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "home"))
    words = page.get_by_text("Amenities").bounding_box()
    chips = page.locator("#id_amenities").bounding_box()
    assert chips["y"] - words["y"] - words["height"] >= 8


ROOM = """(gap) => {
  const row = gap.getBoundingClientRect();
  const words = gap.lastElementChild.getBoundingClientRect();
  return [row.height, words.top - row.top, row.bottom - words.bottom];
}"""


def test_missing_parts_of_a_draft_are_large_touch_targets(open_page, ana):
    bare = Listing(lister=ana)
    bare.save_and_record()
    page = open_page(ana, step_of(bare, "review"), viewport={"width": 390, "height": 844})
    missing = page.locator(".review-missing-field")
    expect(missing).to_have_count(6)
    for field in missing.all():
        height, above, below = field.evaluate(ROOM)
        assert (height >= 48, above >= 8, below >= 8) == (True, True, True)


def test_leaving_by_a_link_while_typing_loses_nothing(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "words"))
    page.get_by_label("Title").fill("Two rooms, with a cat")
    page.get_by_role("link", name="Dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When is it available?")
    draft.refresh_from_db()
    assert draft.title == "Two rooms, with a cat"


def test_leaving_during_a_save_loses_nothing(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "words"))

    held = []

    def hold_first_save(route: Route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile("step=words"), hold_first_save)
    page.get_by_label("Title").fill("Two rooms, with a dog")
    page.get_by_label("Title").blur()
    page.get_by_role("link", name="Dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When is it available?")
    draft.refresh_from_db()
    assert draft.title == "Two rooms, with a dog"


def test_saving_does_not_press_the_focused_button(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "words"))
    page.get_by_label("Title").fill("Two rooms on Noyes St")
    with page.expect_response(lambda response: "step=words" in response.url) as saved:
        page.locator(".posting-bar").get_by_role("button", name="Back").focus()
        page.evaluate("document.querySelector('#autosave-form').dispatchEvent(new Event('save'))")
    assert "HX-Redirect" not in saved.value.headers
    expect(page.locator("#saved")).to_have_text("Saved")
    assert "step=words" in page.url


@pytest.mark.console_errors  # for a lost connection
def test_input_offline_is_saved_after_reconnecting(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "words"))
    page.context.set_offline(True)
    page.get_by_label("Title").fill("Typed in the tunnel")
    expect(page.locator("#saved")).to_contain_text("Offline")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text("Saved")
    draft.refresh_from_db()
    assert draft.title == "Typed in the tunnel"


def test_fair_housing_hint_is_shown_while_typing(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "words"))
    page.get_by_label("Description").fill("A quiet house with a family room, no kids.")
    expect(page.locator("#id_description_hints")).to_contain_text("no kids")
    page.get_by_label("Description").fill("A quiet house with a family room, no smoke.")
    expect(page.locator("#id_description_hints")).to_be_empty()


def by_hand(response):
    return "by_hand=1" in (response.request.post_data or "")


def test_pin_follows_the_address_until_it_is_moved(open_page, ana):
    draft = ListingFactory(lister=ana, status="draft", address="", latitude=None, longitude=None)
    page = open_page(ana, step_of(draft, "place"))
    page.get_by_label("Street and number").fill("820 Noyes St")
    expect(page.locator(".map-pin")).to_be_visible()
    draft.refresh_from_db()
    found = draft.latitude, draft.longitude
    page.locator(".map-pin").focus()
    with page.expect_response(by_hand):
        page.keyboard.press("ArrowUp")
    draft.refresh_from_db()
    assert draft.latitude == pytest.approx(found[0] + 0.0001, abs=1e-6)
    with page.expect_response(by_hand):
        page.locator(".location-picker").click(position={"x": 40, "y": 40})
    page.reload()
    expect(page.locator(".map-pin")).to_be_visible()
    draft.refresh_from_db()
    assert draft.longitude < found[1] - 0.001


def order_of(page):
    return page.locator(".photo[data-photo]").evaluate_all("all => all.map(p => p.dataset.photo)")


def test_photos_are_reordered_by_keyboard_and_drag_and_deleted(open_page, draft):
    first, second, third = (
        str(PhotoFactory(listing=draft, position=place).pk) for place in range(3)
    )
    page = open_page(draft.lister, step_of(draft, "photos"))
    later = page.locator(f'[data-photo="{first}"]').get_by_role("button", name="Move later")
    later.focus()
    page.keyboard.press("Enter")
    assert order_of(page) == [second, first, third]
    expect(later).to_be_focused()
    with page.expect_response(lambda response: "/photos/order/" in response.url):
        page.locator(f'[data-photo="{third}"] .photo-grip').hover()
        page.mouse.down()
        page.locator(f'[data-photo="{second}"]').hover()
        page.mouse.up()
    assert order_of(page) == [third, second, first]
    page.locator(f'[data-photo="{second}"]').get_by_role("button", name="Delete").click()
    expect(page.locator(".photo[data-photo]")).to_have_count(2)
    assert [str(pk) for pk in draft.photos.values_list("pk", flat=True)] == [third, first]


def test_listing_status_changes_and_deletion_need_no_reload(open_page, ana):
    listing = ListingFactory(lister=ana)
    page = open_page(ana, reverse("listings:mine"))
    page.get_by_role("button", name="Mark as taken").click()
    expect(page.locator(".my-listing .badge")).to_have_text("Taken")
    expect(page.locator(".my-listing-title")).to_be_focused()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Delete")).to_be_focused()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("You haven’t posted a place yet")).to_be_visible()
    assert not Listing.objects.filter(pk=listing.pk).exists()


def test_phone_opens_the_preview_on_request(open_page, draft):
    page = open_page(draft.lister, step_of(draft, "words"), **PHONE)
    preview = page.locator("#preview")
    expect(preview).to_be_hidden()
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(preview).to_contain_text("$950")
    page.get_by_role("button", name="Close the preview").click()
    expect(preview).to_be_hidden()
