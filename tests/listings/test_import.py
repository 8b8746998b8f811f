"""`manage.py import_listings` imports files of other sites."""

import io
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from listings.importers import loader
from listings.importers.uci import COLUMNS
from listings.importers.uci_text import address, clean, description, is_furnished, title
from listings.models import Listing, ListingAmenity
from tests.support.factories import UserFactory

SMALL = Path(__file__).parent / "data" / "uci_small.csv"
HEADER = ";".join(COLUMNS)
GOOD = (
    "77;housing/rent/apartment;Two BR;A flat.;null;1;2;USD;No;No;None;1000;$1,000;Monthly;800;"
    "12 Elm St;Evanston;IL;42.04;-87.69;Handmade;1577000000"
)

pytestmark = pytest.mark.django_db


def run(path=SMALL, **options) -> tuple[str, list[str]]:
    """The last line, and the lines about refused rows."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_listings", path, stdout=out, stderr=err, **options)
    return out.getvalue().splitlines()[-1], err.getvalue().splitlines()


def write(folder, *lines, encoding="cp1252", header=HEADER) -> Path:
    path = folder / "offers.csv"
    path.write_bytes("\r\n".join([header, *lines, ""]).encode(encoding))
    return path


def good(**cells) -> str:
    row = dict(zip(COLUMNS, GOOD.split(";"), strict=True)) | cells
    return ";".join(row.values())


def imported(source_id) -> Listing:
    return Listing.objects.get(source="uci", source_id=source_id)


# Files ----------------------------------------------------------------------------------------


def test_command_prints_counts_and_refused_rows():
    last, lines = run()
    assert last == "imported 5, updated 0, refused 6"
    assert [line.split(":")[0] for line in lines] == [f"row {n}" for n in (6, 7, 8, 10, 11, 12)]
    reasons = ["neither by the month", "neither a town", "no rent", "isn't a home", "bedrooms"]
    for line, reason in zip(lines, [*reasons, "3 columns, not 22"], strict=True):
        assert reason in line


def test_importing_again_updates_instead_of_duplicating():
    run()
    assert run()[0] == "imported 0, updated 5, refused 6"
    assert Listing.objects.count() == 5


def test_repeated_row_is_one_listing_with_the_later_values(tmp_path):
    path = write(tmp_path, good(title="First"), good(title="Second"))
    assert run(path)[0] == "imported 1, updated 1, refused 0"
    assert imported(77).title == "Second"


def test_changed_row_updates_only_its_columns(tmp_path):
    run(write(tmp_path, good(amenities="Pool,Gym")))
    before = imported(77)
    Listing.objects.filter(pk=before.pk).update_and_record(views=9, status=Listing.Status.TAKEN)
    run(write(tmp_path, good(price="1200", amenities="Gym,Elevator")))
    after = imported(77)
    assert (after.rent, after.rent_per_person) == (120_000, 60_000)
    assert {row.slug for row in after.amenities.all()} == {"gym", "elevator"}
    assert (after.views, after.status) == (9, Listing.Status.TAKEN)
    assert (after.created_at, after.blur_north) == (before.created_at, before.blur_north)
    assert after.updated_at > before.updated_at


def test_unchanged_row_keeps_updated_at(tmp_path):
    path = write(tmp_path, good())
    run(path)
    before = imported(77).updated_at
    run(path)
    assert imported(77).updated_at == before


def test_import_confirms_the_listings_in_the_file(tmp_path):
    path = write(tmp_path, good(), good(id="78"), good(id="79"))
    run(path)
    long_ago = timezone.now() - timedelta(days=20)
    Listing.objects.update_and_record(confirmed_at=long_ago, asked_at=long_ago)
    Listing.objects.filter(source_id="78").update_and_record(status=Listing.Status.EXPIRED)
    Listing.objects.filter(source_id="79").update_and_record(status=Listing.Status.TAKEN)
    run(path)
    assert [imported(number).status for number in (77, 78, 79)] == ["published"] * 2 + ["taken"]
    assert imported(77).asked_at is None
    assert min(imported(77).confirmed_at, imported(78).confirmed_at) > long_ago
    assert imported(79).confirmed_at == long_ago


def test_run_that_dies_leaves_complete_batches_and_can_be_repeated(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "BATCH_SIZE", 2)
    path = write(tmp_path, *(good(id=str(n), amenities="Pool") for n in range(1, 6)))
    add_amenities = loader.Loader.set_amenities

    def die_in_the_second_batch(loader, listings, batch, old):
        if "3" in batch:
            raise KeyboardInterrupt
        add_amenities(loader, listings, batch, old)

    with monkeypatch.context() as patch:
        patch.setattr(loader.Loader, "set_amenities", die_in_the_second_batch)
        with pytest.raises(KeyboardInterrupt):
            run(path)
    assert Listing.objects.count() == ListingAmenity.objects.count() == 2
    assert run(path)[0] == "imported 3, updated 2, refused 0"
    assert Listing.objects.count() == ListingAmenity.objects.count() == 5


# Rows -----------------------------------------------------------------------------------------


def test_row_becomes_a_published_listing():
    run()
    listing = imported(9000001)
    assert listing.title == "One BR on Hinman – near the lake’s edge"
    assert listing.status == Listing.Status.PUBLISHED
    assert (listing.rent, listing.people, listing.bedrooms) == (132_500, 1, 1)
    assert (listing.address, listing.unit_number) == ("812 Hinman Ave", "2B")
    assert (listing.street, listing.city, listing.state) == ("Hinman Ave", "Evanston", "IL")
    assert (listing.square_feet, listing.bathrooms, listing.pets) == (710, 1, True)
    assert listing.published_at == datetime.fromtimestamp(1577000000, UTC)
    assert (listing.utilities, listing.deposit, listing.fees) == (None, None, None)


def test_unknown_amenities_are_listed_in_the_description():
    run()
    assert {row.slug for row in imported(9000001).amenities.all()} == {"dishwasher", "laundry"}
    assert imported(9000001).description.endswith("Also listed: Refrigerator, Clubhouse.")
    slugs = {row.slug for row in imported(9000003).amenities.all()}
    assert slugs == {"air-conditioning", "parking", "balcony"}


def test_null_values_stay_unknown():
    run()
    nest = imported(9000002)
    assert (nest.bedrooms, nest.bathrooms, nest.address, nest.pets) == (0, None, "", False)
    assert nest.latitude == 42.0451  # the middle of its town


def test_number_of_people_is_the_number_of_bedrooms():
    run()
    assert imported(9000003).people == 3
    assert imported(9000003).rent_per_person == 90_000


def test_title_tells_rooms_and_sublets():
    run()
    room = imported(9000008)
    assert (room.space, room.people, room.lease_kind) == ("room", 1, "sublet")


def test_weekly_rent_counts_52_times_a_year():
    run()
    assert imported(9000004).rent == 130_000


def test_public_point_differs_from_the_point_in_the_file():
    run()
    listing = imported(9000001)
    assert listing.public_latitude != listing.latitude
    assert not listing.address_shared


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": "null"}, "its id isn't a number"),
        ({"currency": "EUR"}, "not in USD"),
        ({"price": "0"}, "its rent 0 isn't between"),
        ({"price": "1e9"}, "its rent 1e9 isn't between"),
        ({"price": "NaN"}, "isn't a number"),
        ({"price": "90000", "price_type": "Weekly"}, "more than $100,000 a month"),
        ({"bedrooms": "1.5"}, "isn't a whole number"),
        ({"bathrooms": "99"}, "bathrooms 99 isn't between"),
        ({"square_feet": "3"}, "square feet 3 isn't between"),
        ({"latitude": "91"}, "latitude 91 isn't between"),
        ({"state": "Illinois"}, "isn't two letters"),
        ({"time": "yesterday"}, "isn't a number"),
        ({"time": "null"}, "it has no time"),
    ],
)
def test_impossible_row_is_refused(tmp_path, cells, reason):
    last, [line] = run(write(tmp_path, good(**cells)))
    assert last == "imported 0, updated 0, refused 1"
    assert line.startswith("row 2: ")
    assert reason in line


def test_time_in_the_future_becomes_now(tmp_path):
    run(write(tmp_path, good(time="99999999999")))
    assert imported(77).published_at <= datetime.now(UTC)


# Texts ----------------------------------------------------------------------------------------


def test_markup_and_odd_characters_are_cleaned():
    assert clean("A <b>big</b>\x07 flat &amp; yard\u200b<br/>here, 3 < 4") == (
        "A big flat & yard here, 3 < 4"
    )
    assert len(title("word " * 40)) <= 90


def test_body_becomes_paragraphs():
    text = "This unit is located at 1 Elm, TXMonthly rental rates range from $1We have 2 beds units available for rent Apartment features include:-- Ac- Gym"  # noqa: E501 - as it comes
    assert description(text, []).split("\n\n") == [
        "This unit is located at 1 Elm, TX",
        "Monthly rental rates range from $1",
        "We have 2 beds units available for rent",
        "Apartment features include: Ac, Gym",
    ]
    assert description("One.\r\n\r\nTwo.", ["TV"]) == "One.\n\nTwo.\n\nAlso listed: TV."
    long = " ".join(["A sentence of some forty letters in all."] * 20)
    assert max(map(len, description(long, []).split("\n\n"))) < 400


@pytest.mark.parametrize(
    ("written", "street", "unit"),
    [
        ("519 Albee Rd Unit 316", "519 Albee Rd", "316"),
        ("1232 Elm Place #2", "1232 Elm Place", "2"),
        ("14 Rose Suite", "14 Rose Suite", ""),
        ("10428 South Gateway (801 613-9503", "10428 South Gateway", ""),
        ("5701 6th Ave North", "5701 6th Ave North", ""),
    ],
)
def test_unit_is_separated_from_the_address(written, street, unit):
    assert address(written) == (street, unit)


def test_only_an_explicit_title_means_furnished():
    assert is_furnished("Fully furnished studio")
    assert not is_furnished("Unfurnished or semi-furnished studio")


@pytest.mark.parametrize(
    ("written", "street"),
    [
        ("1105 S Barrington Ave", "S Barrington Ave"),
        ("9511 81st St", "81st St"),
        ("2920-2928 Burnet", "Burnet"),
        ("4726 4740 Woodlawn Ave", "Woodlawn Ave"),
        ("372B I Ave", "I Ave"),
        ("Elm Court 12 Oak St", ""),
        ("12 Oak St 4C", ""),
    ],
)
def test_street_in_another_town_is_shown_only_without_numbers(written, street):
    assert Listing(address=written, city="Austin").street_without_number() == street


# Owners ---------------------------------------------------------------------------------------


def test_imports_belong_to_an_account_that_cannot_log_in():
    run()
    run()
    account = get_user_model().objects.get(email="imports@localhost")
    assert account.name == "Imported listings"
    assert not account.has_usable_password()
    assert account.listings.count() == 5


def test_named_owner_takes_listings_over_and_keeps_them():
    run()
    lee = UserFactory(email="lee@example.com")
    run(owner="Lee@example.com")
    assert lee.listings.count() == 5
    run()
    assert lee.listings.count() == 5


def test_named_owner_must_exist():
    with pytest.raises(CommandError, match=r"nobody here has the email who@example.com"):
        run(owner="who@example.com")
    assert not Listing.objects.exists()


# Invalid files --------------------------------------------------------------------------------


def complaint(path) -> str:
    with pytest.raises(CommandError) as caught:
        run(path)
    assert caught.value.returncode == 1
    assert not Listing.objects.exists()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_missing_file_is_an_error(tmp_path):
    assert "No such file" in complaint(tmp_path / "none.csv")
    assert "Is a directory" in complaint(tmp_path)


def test_wrong_header_is_an_error(tmp_path):
    assert "the first line isn't" in complaint(write(tmp_path, good(), header="id;title"))
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert "the first line isn't" in complaint(empty)


def test_wrong_encoding_is_an_error(tmp_path):
    assert "UTF-8" in complaint(write(tmp_path, good(title="Café"), encoding="utf-8"))
    assert "the first line isn't" in complaint(write(tmp_path, good(), encoding="utf-16"))
    odd = write(tmp_path, good())
    odd.write_bytes(odd.read_bytes() + b"\x81")
    assert "isn't in cp1252" in complaint(odd)


def test_unclosed_quotation_mark_is_an_error(tmp_path):
    path = write(tmp_path, good(body='"' + "x" * 200_000))
    assert "quotation mark" in complaint(path)


# The real file --------------------------------------------------------------------------------


@pytest.mark.timeout(1200)
# Its transactions are committed: checking the foreign keys of all rows at once takes long.
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("UCI_CSV" not in os.environ, reason="UCI_CSV names no file of the real set")
def test_real_file_can_be_imported_twice():
    path = Path(os.environ["UCI_CSV"])
    last, refused = run(path)
    counts = [int(number) for number in re.findall(r"\d+", last)]
    assert sum(counts) == 10_000
    assert counts[2] == len(refused) < 100
    assert run(path)[0] == f"imported 0, updated {counts[0]}, refused {counts[2]}"
    assert Listing.objects.count() == counts[0]
