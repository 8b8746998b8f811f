"""The rules that scripts follow too: tests/js/rules.test.mjs reads the same tables."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from chat.listing_previews import ListingPreview
from chat.models import Attachment, Message
from chat.templatetags.chat_tags import day_name, grouped, last_message, short_date
from listings.models import Listing
from listings.templatetags.listing_tags import dollars
from tests import rules

DATES = rules.read("dates")
ME = 3
MARKS = ["starts_day", "starts_group", "ends_group", "is_first_unread"]


@pytest.mark.parametrize(("cents", "text"), rules.read("currency"))
def test_dollars(cents, text):
    assert dollars(cents) == text


@pytest.mark.parametrize(("size", "text"), rules.read("file_sizes"))
def test_file_sizes(size, text):
    assert Attachment(size=size).size_label == text


@pytest.mark.parametrize(("size", "shown"), rules.read("photo_sizes"))
def test_photo_sizes(size, shown):
    width, height = size
    assert list(Attachment(width=width, height=height).display_size) == shown


@pytest.mark.parametrize(("status", "label"), rules.read("listing_statuses"))
def test_listing_statuses(status, label):
    assert ListingPreview(1, "/listings/1/", status=status).status_label == label


def test_every_status_that_anyone_can_see_has_a_label():
    labeled = {status for status, _ in rules.read("listing_statuses")}
    assert labeled == {*Listing.Status.values} - {Listing.Status.REMOVED}


@pytest.mark.parametrize(("moment", "short", "day"), DATES["moments"])
def test_dates(moment, short, day):
    now = datetime.fromisoformat(DATES["now"])
    with time_machine.travel(now.astimezone(ZoneInfo("UTC")), tick=False):
        assert short_date(datetime.fromisoformat(moment)) == short
        assert day_name(datetime.fromisoformat(moment)) == day
    assert DATES["time_zone"] == settings.TIME_ZONE


@pytest.mark.parametrize("case", rules.read("message_groups"), ids=lambda case: case["rule"])
def test_message_groups(case):
    messages = [
        Message(
            seq=message["seq"],
            sender_id=message["sender"],
            sent_at=datetime.fromisoformat(message["sent_at"]),
        )
        for message in case["messages"]
    ]
    grouped(messages, case["read"], SimpleNamespace(pk=ME))
    marks = [[mark for mark in MARKS if getattr(message, mark)] for message in messages]
    assert marks == [message["marks"] for message in case["messages"]]


@pytest.mark.parametrize("case", rules.read("inbox_texts"), ids=lambda case: case["rule"])
def test_inbox_texts(case):
    sender, name = case["sender"]
    conversation = SimpleNamespace(
        name="Noyes house" if case["group"] else "",
        others=lambda user: [SimpleNamespace(pk=4)],
        last_body=case["body"],
        last_sender=sender,
        last_name=name if sender else None,
        last_deleted=case["deleted"],
        last_kind=case["kind"],
    )
    assert last_message({"user": SimpleNamespace(pk=ME)}, conversation) == case["text"]
