"""The demo is loaded on any day of any year, and looks as if written the week before."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from demo import dates
from demo.reading import Line, Talk, offers, talks
from demo.talks import moments

DAYS = [date(2027, 1, 1) + timedelta(days=count) for count in range(366 + 365)]
CHICAGO = ZoneInfo("America/Chicago")
CURRENT = sorted(set(dates.TERMS) - {"gone"})


@pytest.mark.parametrize("term", CURRENT)
def test_a_term_lies_ahead_and_is_long_enough_to_move_for(term):
    for today in DAYS:
        start, end = dates.TERMS[term](today)
        assert today < start <= today + timedelta(days=371)
        if end:
            assert timedelta(days=60) <= end - start <= timedelta(days=460)


def test_what_has_expired_is_over():
    for today in DAYS:
        start, end = dates.TERMS["gone"](today)
        assert start < end < today


def test_a_fall_lease_runs_from_september_to_august():
    assert dates.TERMS["fall"](date(2027, 8, 20)) == (date(2027, 9, 1), date(2028, 8, 31))
    assert dates.TERMS["fall"](date(2027, 8, 30)) == (date(2028, 9, 1), date(2029, 8, 31))


def test_a_takeover_leaves_time_to_live_there():
    assert dates.TERMS["rest-of-lease"](date(2027, 1, 10))[1] == date(2027, 8, 31)
    assert dates.TERMS["rest-of-lease"](date(2027, 7, 10))[1] == date(2028, 8, 31)


def test_a_sublet_ends_and_only_the_expired_is_past():
    for offer in offers():
        end = dates.TERMS[offer.term](date(2027, 3, 1))[1]
        assert end or offer.lease_kind == "lease"
        assert (offer.term == "gone") == (offer.status == "expired")


@pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk.key)
@pytest.mark.parametrize("hour", [0, 3, 9, 14, 20, 23])
def test_messages_follow_each_other_and_none_comes_from_tomorrow(talk, hour):
    now = datetime(2027, 3, 15, hour, 1, tzinfo=CHICAGO)
    times = moments(talk, now)
    assert all(early < late for early, late in pairwise(times))
    assert times[-1] <= now


def test_a_clock_time_is_chicagos():
    now = datetime(2027, 1, 20, 12, 0, tzinfo=UTC)
    assert dates.moment("2d 19:30", now) == datetime(2027, 1, 18, 19, 30, tzinfo=CHICAGO)
    assert dates.moment("3h", now) == now - timedelta(hours=3)
    assert dates.moment("0d 23:59", now) == now


def test_two_messages_of_one_minute_keep_their_order():
    now = datetime(2027, 3, 15, 9, 0, tzinfo=CHICAGO)
    lines = [Line("0d 20:00", "ana", "hm"), Line("1h", "ben", "hm"), Line("1h", "ana", "hm")]
    first, second, third = moments(Talk("x", ["ana", "ben"], lines), now)
    assert first < second < third == now - timedelta(hours=1)
