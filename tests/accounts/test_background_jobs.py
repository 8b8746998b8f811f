"""Background jobs run one at a time, in one thread, and none that is requested is skipped."""

import threading

import pytest
from django.db import connection

from accounts.notifications.background_jobs import BackgroundJobs
from tests.support.factories import UserFactory
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jobs(settings):
    settings.BACKGROUND_JOBS = True
    return BackgroundJobs()


class SlowJob:
    """A job that waits in its first run until `may_end` is set."""

    def __init__(self):
        self.runs = 0
        self.may_end = threading.Event()

    def __call__(self):
        self.runs += 1
        self.may_end.wait(10)


def wait_until_idle():
    wait_until(lambda: "background-jobs" not in {one.name for one in threading.enumerate()})


def test_requests_during_a_run_are_served_by_one_more_run(jobs):
    job = SlowJob()
    jobs.request(job)
    wait_until(lambda: job.runs)
    for _ in range(5):
        jobs.request(job)
    job.may_end.set()
    wait_until_idle()
    assert job.runs == 2
    jobs.request(job)
    wait_until_idle()
    assert job.runs == 3


def test_jobs_wait_for_each_other(jobs):
    slow, other = SlowJob(), SlowJob()
    other.may_end.set()
    jobs.request(slow)
    wait_until(lambda: slow.runs)
    jobs.request(other)
    assert [one.name for one in threading.enumerate()].count("background-jobs") == 1
    assert not other.runs
    slow.may_end.set()
    wait_until_idle()
    assert other.runs == 1


@pytest.mark.parametrize("error", [ConnectionRefusedError("no mail server"), ValueError("a fault")])
def test_failed_job_is_logged_and_does_not_stop_the_next(jobs, caplog, error):
    def fail():
        UserFactory._meta.model.objects.exists()
        raise error

    job = SlowJob()
    job.may_end.set()
    jobs.request(fail)
    jobs.request(job)
    wait_until_idle()
    assert job.runs == 1
    [record] = caplog.records
    assert record.name == __name__
    assert bool(record.exc_info) == isinstance(error, ValueError)


@pytest.mark.postgres
def test_thread_leaves_no_database_connection_behind(jobs):
    jobs.request(UserFactory._meta.model.objects.exists)
    wait_until_idle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        assert cursor.fetchone() == (1,)
