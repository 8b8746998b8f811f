"""The demo's dates look recent on any day."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from demo import dates
from demo.content import ConversationData, MessageData, conversations, listings
from demo.conversations import sent_times

DAYS = [date(2027, 1, 1) + timedelta(days=count) for count in range(366 + 365)]
CHICAGO = ZoneInfo("America/Chicago")
CURRENT = sorted(set(dates.TERMS) - {"gone"})


@pytest.mark.parametrize("term", CURRENT)
def test_a_term_is_in_the_future_and_at_least_two_months_long(term):
    for today in DAYS:
        start, end = dates.TERMS[term](today)
        assert today < start <= today + timedelta(days=371)
        if end:
            assert timedelta(days=60) <= end - start <= timedelta(days=460)


def test_the_term_of_expired_listings_is_over():
    for today in DAYS:
        start, end = dates.TERMS["gone"](today)
        assert start < end < today


def test_a_fall_lease_runs_from_september_to_august():
    assert dates.TERMS["fall"](date(2027, 8, 20)) == (date(2027, 9, 1), date(2028, 8, 31))
    assert dates.TERMS["fall"](date(2027, 8, 30)) == (date(2028, 9, 1), date(2029, 8, 31))


def test_a_takeover_lasts_at_least_until_the_end_of_august():
    assert dates.TERMS["rest-of-lease"](date(2027, 1, 10))[1] == date(2027, 8, 31)
    assert dates.TERMS["rest-of-lease"](date(2027, 7, 10))[1] == date(2028, 8, 31)


def test_sublets_end_and_only_expired_listings_are_past():
    for listing in listings():
        end = dates.TERMS[listing.term](date(2027, 3, 1))[1]
        assert end or listing.lease_kind == "lease"
        assert (listing.term == "gone") == (listing.status == "expired")


@pytest.mark.parametrize("conversation", conversations(), ids=lambda data: data.key)
@pytest.mark.parametrize("hour", [0, 3, 9, 14, 20, 23])
def test_times_of_messages_rise_and_none_is_in_the_future(conversation, hour):
    now = datetime(2027, 3, 15, hour, 1, tzinfo=CHICAGO)
    times = sent_times(conversation, now)
    assert all(early < late for early, late in pairwise(times))
    assert times[-1] <= now


def test_clock_times_are_in_chicagos_time_zone():
    now = datetime(2027, 1, 20, 12, 0, tzinfo=UTC)
    assert dates.parse_time("2d 19:30", now) == datetime(2027, 1, 18, 19, 30, tzinfo=CHICAGO)
    assert dates.parse_time("3h", now) == now - timedelta(hours=3)
    assert dates.parse_time("0d 23:59", now) == now


def test_two_messages_of_one_minute_keep_their_order():
    now = datetime(2027, 3, 15, 9, 0, tzinfo=CHICAGO)
    lines = [
        MessageData("0d 20:00", "ana", "hm"),
        MessageData("1h", "ben", "hm"),
        MessageData("1h", "ana", "hm"),
    ]
    first, second, third = sent_times(ConversationData("x", ["ana", "ben"], lines), now)
    assert first < second < third == now - timedelta(hours=1)
