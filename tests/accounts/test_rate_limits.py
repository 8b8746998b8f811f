"""Rate limits in the database: shared by processes, exact to the second, anonymous."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory

from accounts.models import RateLimitBucket
from accounts.rate_limits import buckets
from accounts.rate_limits.buckets import LimitReached, mailbox_of, network_of_address, take
from accounts.rate_limits.limits import Limit
from nu_housing_app.middleware.rate_limits import RateLimitMiddleware

FIVE_A_MINUTE = Limit("test", 5, 60)


@pytest.fixture
def on(settings):
    settings.RATE_LIMITS = True


def take_all(limit, *key):
    for _ in range(limit.amount):
        take(limit, *key)


@pytest.mark.django_db
def test_bucket_allows_a_burst_and_refills_steadily(on, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    take_all(FIVE_A_MINUTE, "ana")
    with pytest.raises(LimitReached) as refused:
        take(FIVE_A_MINUTE, "ana")
    assert refused.value.retry_after == 12
    time_machine.shift(12)
    take(FIVE_A_MINUTE, "ana")
    assert buckets.wait_for(FIVE_A_MINUTE, "ana") == 12


@pytest.mark.django_db
def test_refused_take_costs_nothing(on, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    take_all(FIVE_A_MINUTE, "ana")
    for _ in range(20):
        with pytest.raises(LimitReached):
            take(FIVE_A_MINUTE, "ana")
    time_machine.shift(60)
    take_all(FIVE_A_MINUTE, "ana")


@pytest.mark.django_db
def test_cost_is_taken_completely_or_not_at_all(on, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    take(FIVE_A_MINUTE, "ana", cost=4)
    with pytest.raises(LimitReached) as refused:
        take(FIVE_A_MINUTE, "ana", cost=3)
    assert refused.value.retry_after == 24
    take(FIVE_A_MINUTE, "ana")


@pytest.mark.django_db
def test_cost_above_the_amount_is_refused(on):
    with pytest.raises(LimitReached):
        take(FIVE_A_MINUTE, "ana", cost=6)


@pytest.mark.django_db
def test_keys_and_limits_have_buckets_of_their_own(on):
    take_all(FIVE_A_MINUTE, "ana")
    take_all(FIVE_A_MINUTE, "ben")
    take_all(FIVE_A_MINUTE, "ana", "192.0.2.1")
    take_all(Limit("other", 5, 60), "ana")
    take_all(FIVE_A_MINUTE, 1)
    take_all(FIVE_A_MINUTE, "1")


@pytest.mark.django_db
def test_given_back_token_can_be_taken_again(on):
    take_all(FIVE_A_MINUTE, "ana")
    buckets.give_back(FIVE_A_MINUTE, "ana")
    take(FIVE_A_MINUTE, "ana")


@pytest.mark.django_db
def test_several_buckets_are_taken_from_all_or_none(on, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    hour = Limit("hour", 1, 3600)
    take(hour, "ana")
    with pytest.raises(LimitReached) as refused:
        buckets.take_all((FIVE_A_MINUTE, "ana"), (hour, "ana"))
    assert refused.value.retry_after == 3600
    take_all(FIVE_A_MINUTE, "ana")


@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "wait"), [(30, 42), (3600, 0)])
def test_wrong_clock_blocks_nobody(on, time_machine, ahead, wait):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    time_machine.shift(ahead)
    take_all(FIVE_A_MINUTE, "ana")
    time_machine.shift(-ahead)
    assert buckets.wait_for(FIVE_A_MINUTE, "ana") == wait


@pytest.mark.django_db
def test_rows_identify_nobody(on):
    take(FIVE_A_MINUTE, "ana@example.com")
    assert "ana" not in RateLimitBucket.objects.get().key


@pytest.mark.django_db
def test_full_buckets_are_deleted_and_others_kept(on, time_machine):
    time_machine.move_to("2026-10-01 12:00", tick=False)
    take(FIVE_A_MINUTE, "ana")
    time_machine.shift(13)
    take(FIVE_A_MINUTE, "ben")
    assert buckets.delete_full() == 1
    assert buckets.wait_for(FIVE_A_MINUTE, "ben", cost=5) == 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_concurrent_takes_pass_exactly_the_amount(on):
    def passes(_):
        try:
            take(Limit("test", 5, 3600), "ana")
        except LimitReached:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(passes, range(40))) == 5


def test_limits_can_be_switched_off(settings):
    settings.RATE_LIMITS = False
    for _ in range(10):
        take(FIVE_A_MINUTE, "ana")


@pytest.mark.parametrize(
    "email",
    ["ana@x.test", "Ana@X.test", "ana+1@x.test", "ANA+a+b@x.test", " ana@x.test "],
)
def test_spellings_of_one_mailbox_are_folded(email):
    assert mailbox_of(email) == "ana@x.test"


@pytest.mark.parametrize("email", ["a.na@gmail.com", "ana+x@googlemail.com", "an.a.@gmail.com"])
def test_dots_are_folded_where_the_provider_ignores_them(email):
    assert mailbox_of(email) == "ana@gmail.com"


def test_dots_are_kept_elsewhere():
    assert mailbox_of("a.na@u.northwestern.edu") == "a.na@u.northwestern.edu"


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8::1", "2001:db8:0:0:ffff::2"), ("::ffff:192.0.2.1", "192.0.2.1")],
)
def test_addresses_of_one_network_are_folded(one, other):
    assert network_of_address(one) == network_of_address(other)


def test_other_networks_differ():
    assert network_of_address("2001:db8::1") != network_of_address("2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "61 seconds"),
        (121, "3 minutes"),
        (3600, "1 hour"),
        (3601, "61 minutes"),
        (7201, "3 hours"),
        (86401, "25 hours"),
        (2 * 86400, "2 days"),
    ],
)
def test_wait_is_formatted_and_rounded_up(seconds, words):
    assert buckets.duration(seconds) == words


def answer(accept: str):
    error = LimitReached(FIVE_A_MINUTE, 90)
    request = RequestFactory().get("/", headers={"Accept": accept})
    return RateLimitMiddleware(None).process_exception(request, error)


@pytest.mark.django_db
def test_response_has_the_exact_wait(client, settings, monkeypatch):
    response = answer("application/json")
    assert (response.status_code, response["Retry-After"]) == (429, "90")
    assert b'"retry_after": 90' in response.content
