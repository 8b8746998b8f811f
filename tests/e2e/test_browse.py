"""Searching in a real browser: with scripts, without, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser.waits import wait_until
from tests.support.factories import ListingFactory, UserFactory

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def places():
    """Two rooms in the middle of the initial map, far enough apart for a pin each."""
    common = {"longitude": -87.6825, "address_shared": True, "address": "900 Noyes St"}
    return (
        ListingFactory(rent=80_000, latitude=42.055, **common),
        ListingFactory(rent=150_000, latitude=42.050, bedrooms=4, **common),
    )


def card(page, listing):
    return page.locator(f'#results [data-listing="{listing.pk}"]')


def pin(page, listing):
    return page.locator(f'.pin[data-pin="{listing.pk}"]')


def test_filter_replaces_the_results_without_reloading_the_page(open_page, places):
    page = open_page(path="/listings/")
    page.evaluate("window.stillHere = true")
    page.get_by_role("button", name="Rent").click()
    page.get_by_label("Highest rent").fill("900")
    page.get_by_label("Highest rent").press("Tab")
    expect(page.locator("#count")).to_have_text("1 place")
    expect(card(page, places[1])).to_have_count(0)
    assert page.url.endswith("/listings/?max_rent=900")
    assert page.evaluate("window.stillHere")
    expect(page.get_by_role("button", name="Rent: Up to $900")).to_be_visible()
    expect(page.locator("#filter-rent")).to_be_visible()


@pytest.mark.parametrize(
    ("choose", "found"),
    [
        (lambda page: page.get_by_label("Sort").select_option("cheapest"), "sort=cheapest"),
        (lambda page: page.get_by_role("searchbox").fill("noyes"), "q=noyes"),
    ],
    ids=["chosen", "typed"],
)
def test_input_before_the_scripts_load_is_replayed(open_page, places, choose, found):
    page, held = open_page(), []
    page.route("**/htmx*.js", lambda route: held.append(route))
    page.goto("/listings/", wait_until="commit")
    choose(page)
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page).to_have_url(re.compile(found))


def test_untouched_page_sends_one_request(open_page, places):
    page, asked = open_page(), []
    page.on("request", lambda request: asked.append(request.headers.get("hx-request")))
    page.goto("/listings/?max_rent=900&bedrooms=1&kind=room&q=noyes")
    page.wait_for_load_state("networkidle")
    assert "true" not in asked


def test_focus_stays_in_the_field_while_results_update(open_page, places):
    page = open_page(path="/listings/")
    words = page.get_by_role("searchbox")
    words.press_sequentially("no such place", delay=10)
    expect(page.get_by_text("No places match your search")).to_be_visible()
    expect(words).to_be_focused()
    expect(words).to_have_value("no such place")
    expect(page).to_have_title(re.compile("Places near campus"))


def test_back_button_returns_to_the_previous_search(open_page, places):
    page = open_page(path="/listings/?bedrooms=1")
    page.get_by_label("Sort").select_option("cheapest")
    expect(page).to_have_url(re.compile("sort=cheapest"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?bedrooms=1$"))
    expect(page.get_by_label("Sort")).to_have_value("newest")
    expect(card(page, places[0])).to_be_visible()


def test_chip_removes_its_filter_from_results_form_and_url(open_page, places):
    page = open_page(path="/listings/?max_rent=900&bedrooms=1")
    page.get_by_role("link", name="Remove Up to $900").click()
    expect(page.locator("#count")).to_have_text("2 places")
    expect(page).to_have_url(re.compile(r"/listings/\?bedrooms=1$"))
    expect(page.locator("#id_max_rent")).to_have_value("")
    expect(page.locator("#results")).to_be_focused()


@pytest.mark.console_errors  # htmx logs the requests that it aborted
def test_latest_request_wins(open_page, places):
    page = open_page(path="/listings/?max_rent=900")
    page.route("**/listings/?*sort=cheapest*", lambda route: None)  # a slow response
    page.get_by_label("Sort").select_option("cheapest")
    with page.expect_event("requestfailed") as given_up:
        page.get_by_role("link", name="Remove Up to $900").click()
    assert "sort=cheapest" in given_up.value.url
    expect(page.locator("#count")).to_have_text("2 places")
    expect(page.get_by_text("The site isn’t responding")).to_be_hidden()


def test_no_more_results_are_loaded_while_a_new_search_runs(open_page):
    ListingFactory.create_batch(30)
    page, held = open_page(path="/listings/"), []
    page.route("**/listings/?*sort=cheapest*", lambda route: held.append(route))
    page.route("**/listings/?*after=*", lambda route: held.append(route))
    with page.expect_request(re.compile("sort=cheapest")):
        page.get_by_label("Sort").select_option("cheapest")
    page.get_by_role("link", name="Show more places").click()
    (asked,) = held
    asked.continue_()
    expect(page).to_have_url(re.compile("sort=cheapest"))
    expect(page.locator("#results .card")).to_have_count(24)


def test_removing_a_filter_shows_the_first_results(open_page, places):
    page = open_page(path="/listings/?max_rent=900&bedrooms=1", **PHONE)
    page.mouse.wheel(0, 200)
    page.get_by_role("link", name="Remove Up to $900").click()
    expect(page.locator("#results")).to_be_focused()
    wait_until(page, "() => scrollY === 0")


def test_chips_stand_clear_of_what_is_said_above_them(open_page, places):
    page = open_page(path="/listings/", **PHONE)
    page.get_by_role("button", name="Walk to").click()
    words = page.get_by_text("Your buildings and your roommates’").bounding_box()
    chips = page.get_by_role("group", name="Walk to").locator(".choices").bounding_box()
    assert chips["y"] - words["y"] - words["height"] >= 8


def test_error_is_shown_beside_the_field_with_its_value(open_page, places):
    page = open_page(path="/listings/")
    page.get_by_role("button", name="Rent").click()
    field = page.get_by_label("Lowest rent")
    field.fill("cheap")
    field.press("Tab")
    expect(page.locator("#error-min_rent")).to_contain_text("whole number of dollars")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("cheap")
    field.fill("500")
    field.press("Tab")
    expect(page.locator("#error-min_rent")).to_be_empty()
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_search_works_without_scripts(open_page, places):
    page = open_page(path="/listings/", java_script_enabled=False)
    page.get_by_role("button", name="Rent").click()
    page.get_by_label("Highest rent").fill("900")
    page.locator("#filter-rent").get_by_role("button", name="Show places").click()
    expect(page.locator("#count")).to_have_text("1 place")
    page.get_by_role("link", name="Remove Up to $900").click()
    expect(page.locator("#count")).to_have_text("2 places")
    expect(page.locator(".browse-map")).to_be_hidden()
    expect(page.locator(".view-switch")).to_be_hidden()


def test_next_page_is_appended_and_takes_the_focus(open_page):
    ListingFactory.create_batch(30)
    page = open_page(path="/listings/")
    page.get_by_role("link", name="Show more places").click()
    expect(page.locator("#results .card")).to_have_count(30)
    expect(page.locator("#results .card").nth(24).get_by_role("link").first).to_be_focused()
    expect(page.get_by_role("link", name="Show more places")).to_have_count(0)


def test_card_and_pin_highlight_each_other(open_page, places):
    page = open_page(path="/listings/")
    first, second = places
    expect(pin(page, first)).to_have_text("$800")
    card(page, first).hover()
    expect(pin(page, first)).to_have_class(re.compile("is-highlighted"))
    card(page, second).get_by_role("link").first.focus()
    expect(pin(page, second)).to_have_class(re.compile("is-highlighted"))
    pin(page, first).focus()
    expect(card(page, first)).to_have_class(re.compile("is-highlighted"))
    pin(page, second).hover()
    expect(card(page, second)).to_have_class(re.compile("is-highlighted"))


def test_pins_follow_the_search(open_page, places):
    page = open_page(path="/listings/")
    expect(page.locator(".pin")).to_have_count(2)
    page.get_by_role("button", name="Beds & baths").click()
    page.get_by_role("radio", name="4+").check()
    expect(page.locator(".pin")).to_have_count(1)
    expect(pin(page, places[1])).to_be_visible()


def test_results_follow_the_map_on_request(open_page, places):
    ListingFactory(latitude=41.0, longitude=-87.0)
    page = open_page(path="/listings/")
    expect(page.locator("#count")).to_have_text("3 places")
    expect(page.locator(".pin")).to_have_count(2)
    page.get_by_label("Search as I move").check()
    expect(page.locator("#count")).to_have_text("2 places in this part of the map")
    expect(page).to_have_url(re.compile("bounds="))
    page.get_by_role("link", name="Remove This part of the map").click()
    expect(page.locator("#count")).to_have_text("3 places")
    expect(page.get_by_label("Search as I move")).not_to_be_checked()


def test_map_bounds_survive_a_reload(open_page, places):
    page = open_page(path="/listings/")
    expect(page.locator(".pin")).to_have_count(2)
    page.get_by_label("Search as I move").check()
    expect(page).to_have_url(re.compile("bounds="))
    for _ in range(2):
        before = page.url
        page.get_by_role("button", name="Zoom in").click()
        expect(page).not_to_have_url(before)
    url = page.url
    with page.expect_response(lambda answer: "map.json" in answer.url) as asked:
        page.reload()
    assert url.partition("bounds=")[2] in asked.value.url


def test_map_offers_to_show_where_listings_are(open_page):
    far = ListingFactory(latitude=41.0, longitude=-87.0)
    page = open_page(path="/listings/")
    page.get_by_role("button", name="No places here").click()
    expect(pin(page, far)).to_be_visible()


def test_phone_switches_to_the_map_and_shows_the_card_of_a_pin(open_page, places):
    page = open_page(path="/listings/", **PHONE)
    expect(page.locator(".browse-map")).to_be_hidden()
    page.get_by_role("button", name="Map").click()
    pin(page, places[0]).press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("link").first).to_be_focused()
    expect(sheet).to_contain_text("$800")
    heart, photo = (sheet.locator(one).bounding_box() for one in (".save", ".card-photo"))
    assert heart["y"] >= photo["y"]
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(pin(page, places[0])).to_be_focused()
    page.get_by_role("button", name="List").click()
    expect(card(page, places[0])).to_be_visible()


def test_map_fits_the_screen_of_a_phone_in_landscape(open_page, places):
    page = open_page(path="/listings/", **PHONE | {"viewport": {"width": 844, "height": 390}})
    page.get_by_role("button", name="Map").click()
    zoom_out = page.get_by_role("button", name="Zoom out").bounding_box()
    assert zoom_out["y"] + zoom_out["height"] <= 390


def test_keyboard_pans_the_map_and_visits_pins_in_reading_order(open_page):
    south, east, west = (
        ListingFactory(latitude=latitude, longitude=longitude, address_shared=True)
        for latitude, longitude in [(42.051, -87.684), (42.055, -87.681), (42.055, -87.685)]
    )
    page = open_page(path="/listings/")
    expect(page.locator(".pin")).to_have_count(3)
    ground = page.get_by_role("group", name="Map: arrow keys move it")
    ground.focus()
    assert ground.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    before = pin(page, south).bounding_box()["y"]
    page.keyboard.press("ArrowDown")
    moved = (
        "([id, y]) => document.querySelector(`[data-pin='${id}']`).getBoundingClientRect().y < y"
    )
    wait_until(page, moved, [south.pk, before])
    for place in (west, east, south):
        page.keyboard.press("Tab")
        expect(pin(page, place)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zoom in")).to_be_focused()


UNCOVERED = """() => {
  const boxes = [...document.querySelectorAll(".pin")].map((pin) => pin.getBoundingClientRect());
  return boxes.length && [...document.querySelectorAll(".map-label")].every((label) => {
    const { left, right, top, bottom } = label.getBoundingClientRect();
    return !boxes.some((b) => left < b.right && b.left < right && top < b.bottom && b.top < bottom);
  });
}"""


def test_no_map_label_is_covered_by_a_pin(open_page):
    for number in range(24):
        north, east = divmod(number, 4)
        ListingFactory(
            latitude=42.046 + north * 0.003, longitude=-87.69 + east * 0.005, address_shared=True
        )
    page = open_page(path="/listings/")
    expect(page.locator(".pin").first).to_be_visible()
    expect(page.locator(".map-label").first).to_be_visible()
    wait_until(page, UNCOVERED)


FREE = """() => {
  const boxes = (selector) =>
    [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
  const over = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const [map] = boxes(".map");
  const buttons = boxes(".map-follow, .leaflet-control, [data-switch]");
  const pins = boxes(".pin");
  return pins.length === 4 && pins.every((pin) =>
    map.top < pin.top && pin.bottom < map.bottom && map.left < pin.left && pin.right < map.right &&
    !buttons.some((button) => over(pin, button)));
}"""


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("middle", [(42.0525, -87.6825), (41.0, -87.0)], ids=["here", "elsewhere"])
def test_map_shows_every_listing_and_none_under_a_button(open_page, options, middle):
    for north, east in [(-0.015, 0), (0.015, 0), (0, -0.007), (0, 0.007)]:
        latitude, longitude = middle[0] + north, middle[1] + east
        ListingFactory(latitude=latitude, longitude=longitude, address_shared=True)
    page = open_page(path="/listings/", **options)
    if options:
        page.get_by_role("button", name="Map").click()
    if middle == (41.0, -87.0):
        page.get_by_role("button", name="No places here").click()
    wait_until(page, FREE)


def test_home_page_leads_to_the_search_results(open_page, places):
    page = open_page(path="/")
    page.get_by_label("Walk to").select_option("tech")
    page.get_by_label("Max rent per person").fill("$900")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#count")).to_have_text("1 place")
    expect(page.get_by_role("link", name="Remove Near Tech")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/listings/?max_rent=900&kind=castle", "/listings/?q=none"])
def test_page_is_accessible(open_page, places, assert_accessible, path, scheme):
    page = open_page(path=path, color_scheme=scheme)
    if path != "/":
        page.locator(".map-label").first.wait_for(state="attached")
        page.get_by_role("button", name="More").click()
    assert_accessible(page)


@pytest.mark.parametrize("width", [280, 320, 390, 768, 1024, 1440])
@pytest.mark.parametrize("path", ["/", "/listings/?max_rent=1000&amenity=desk&near=tech"])
def test_nothing_scrolls_sideways(open_page, places, path, width):
    page = open_page(path=path, viewport={"width": width, "height": 800})
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.console_errors
def test_offline_notice_is_shown_and_the_filter_kept(open_page, places):
    page = open_page(path="/listings/")
    page.context.set_offline(True)
    page.get_by_label("Sort").select_option("cheapest")
    notice = page.get_by_text("The site isn’t responding")
    expect(notice).to_be_visible()
    page.context.set_offline(False)
    page.get_by_label("Sort").select_option("closest")
    expect(notice).to_be_hidden()
    expect(page).to_have_url(re.compile("sort=closest"))


def test_header_of_a_logged_in_user_fits_on_a_tablet(open_page):
    page = open_page(UserFactory(), "/", viewport={"width": 768, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    post = page.get_by_role("link", name="Post a place").first
    assert post.bounding_box()["height"] < 50, "its words stand on several lines"


def test_map_shows_its_attribution(open_page, places):
    page = open_page(path="/listings/")
    expect(page.get_by_text("© OpenStreetMap contributors")).to_be_visible()


def test_back_button_returns_to_the_card_after_loading_more(open_page):
    ListingFactory.create_batch(30)
    page = open_page(path="/listings/?kind=room")
    page.get_by_role("link", name="Show more places").click()
    last = page.locator("#results .card").nth(28)
    expect(page).to_have_url(re.compile(r"\?kind=room&shown=30$"))
    name = last.get_attribute("data-listing")
    last.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(rf"/listings/{name}/$"))
    page.go_back()
    expect(page.locator("#results .card")).to_have_count(30)
    opened = page.locator(f'#results [data-listing="{name}"]')
    expect(opened).to_have_attribute("data-opened", "")
    expect(opened).to_be_in_viewport()
    expect(page.locator("#results [data-opened]")).to_have_count(1)
