"""Presence rows. test_socket.py tests what is published."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from chat.delivery import presence
from chat.models import Presence
from tests.support.database_locks import wait_until_a_lock_is_awaited
from tests.support.factories import UserFactory


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_mark_online_and_refresh_lock_in_same_order():
    """Otherwise they could deadlock."""
    low, high = UserFactory.create_batch(2)
    for person in (high, low):  # in the order of the table
        presence.mark_online([person.pk])
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Presence.objects.select_for_update().get(user=low)
            refresh = thread.submit(refresh_in_table_order, [high.pk, low.pk])
            wait_until_a_lock_is_awaited()
            Presence.objects.select_for_update(nowait=True).get(user=high)
        assert not refresh.result()


def refresh_in_table_order(people):
    """With a query plan that reads the rows in the order of the table."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET enable_indexscan TO off; SET enable_bitmapscan TO off")
        return presence.refresh(people)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_remove_stale_makes_fixed_number_of_queries(django_assert_num_queries):
    people = UserFactory.create_batch(5)
    presence.mark_online([person.pk for person in people])
    Presence.objects.update(process="crashed", seen_at=timezone.now() - timedelta(hours=1))
    presence.mark_online([people[0].pk])
    with django_assert_num_queries(6):  # two begin and end the transaction
        left = presence.remove_stale()
    assert sorted(left) == [person.pk for person in people[1:]]
    assert list(Presence.objects.values_list("user", flat=True)) == [people[0].pk]


@pytest.mark.parametrize("query", ["online_among", "conversations_of"])
@pytest.mark.django_db(transaction=True)
def test_failed_remove_stale_is_repeated(monkeypatch, query):
    person = UserFactory()
    presence.mark_online([person.pk])
    Presence.objects.update(process="crashed", seen_at=timezone.now() - timedelta(hours=1))
    with monkeypatch.context() as patch:
        patch.setattr(presence, query, away)
        with pytest.raises(OperationalError):
            presence.remove_stale()
    assert list(presence.remove_stale()) == [person.pk]


def away(_):
    raise OperationalError("the database is down")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_of_two_concurrent_runs_publishes():
    one, other = UserFactory.create_batch(2)
    presence.mark_online([one.pk, other.pk])
    Presence.objects.update(process="crashed", seen_at=timezone.now() - timedelta(hours=1))
    with ThreadPoolExecutor(1) as thread, transaction.atomic():
        Presence.objects.select_for_update().get(user=one)
        assert thread.submit(remove_stale_elsewhere).result(5) == {other.pk: []}
    assert presence.remove_stale() == {one.pk: []}


def remove_stale_elsewhere():
    try:
        return presence.remove_stale()
    finally:
        connection.close()
