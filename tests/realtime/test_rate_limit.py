"""Token buckets."""

from types import SimpleNamespace

import pytest

from realtime.rate_limit import TokenBucket


@pytest.fixture
def clock(settings, monkeypatch) -> SimpleNamespace:
    """The clock shows `clock.now`, in seconds."""
    settings.RATE_LIMITS = True
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr("realtime.rate_limit.time", clock)
    return clock


def test_a_bucket_with_tokens_has_no_wait(clock):
    assert TokenBucket(1, 1).retry_after() == 0


@pytest.mark.parametrize(("per_second", "seconds"), [(40, 1), (2, 1), (0.5, 2), (1 / 60, 60)])
def test_wait_is_the_time_to_the_next_token_in_whole_seconds(clock, per_second, seconds):
    bucket = TokenBucket(1, per_second)
    assert bucket.take()
    assert bucket.retry_after() == seconds
    clock.now += seconds
    assert bucket.retry_after() == 0
    assert bucket.take()


def test_retry_after_takes_no_token(clock):
    bucket = TokenBucket(1, 1)
    assert [bucket.retry_after() for _ in range(5)] == [0] * 5
    assert bucket.take()


def test_a_refused_take_does_not_prolong_the_wait(clock):
    bucket = TokenBucket(1, 0.1)
    assert [bucket.take() for _ in range(5)] == [True, False, False, False, False]
    clock.now = 4.0
    assert bucket.retry_after() == 6


def test_no_wait_where_limits_are_off(clock, settings):
    settings.RATE_LIMITS = False
    bucket = TokenBucket(1, 0.001)
    assert all(bucket.take() for _ in range(3))
    assert bucket.retry_after() == 0


def test_debt_is_refilled_first(clock):
    bucket = TokenBucket(2, 1)
    bucket.spend(5)
    assert bucket.retry_after() == 4
    clock.now = 4.0
    assert bucket.take()
