"""`send_alerts` emails each user once about every match and every lower rent."""

import mailbox
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone

from accounts.notifications import subscriptions
from listings.alerts import creation
from listings.models import Alert, AlertJobLock, Listing
from listings.notifications import alert_job
from tests.servers.faulty_mail import FaultyMail
from tests.servers.process import free_port
from tests.support.commands import output_of, run_quietly, start
from tests.support.emails import html_of, only_email
from tests.support.factories import (
    ListingFactory,
    SavedListingFactory,
    SavedSearchFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def ana():
    return VerifiedStudentFactory(name="Ana Lopez")


def run():
    run_quietly("send_alerts")


def skip_pause():
    """As if the pause between two emails to a user were over."""
    AlertJobLock.objects.update(mailed_at=timezone.now() - timedelta(minutes=11))


# Recipients and times -------------------------------------------------------------------------


def test_immediate_alert_is_emailed_once(ana, mailoutbox):
    SavedSearchFactory(user=ana, name="Rooms", query="kind=room")
    place = ListingFactory()
    for _ in range(2):
        run()
        skip_pause()
    [mail] = mailoutbox
    assert mail.to == [ana.email]
    assert mail.subject == "New: Room in a 3-bed, $950 a month"
    for words in (mail.body, html_of(mail)):
        assert "Rooms" in words
        assert f"http://localhost:8000/listings/{place.pk}/" in words
        assert "http://localhost:8000/listings/?kind=room" in html_of(mail)


def test_alerts_soon_after_an_email_come_together(ana, mailoutbox):
    SavedSearchFactory(user=ana, name="Rooms")
    ListingFactory()
    run()
    ListingFactory.create_batch(2)
    run()
    assert len(mailoutbox) == 1
    skip_pause()
    run()
    assert mailoutbox[1].subject == "2 new places for “Rooms”"


@pytest.fixture
def at(monkeypatch):
    """`at(day, hour)`: it is that time in Chicago, in November 2026."""

    def at(day, hour, minute=0):
        now = datetime(2026, 11, day, hour, minute, tzinfo=CHICAGO)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return at


def test_daily_alerts_wait_for_the_morning(ana, mailoutbox, at):
    at(10, 9)
    SavedSearchFactory(user=ana, name="Rooms", alert_frequency="daily")
    ListingFactory()
    run()
    at(10, 23)
    ListingFactory()
    run()
    at(11, 7, 59)
    run()
    assert mailoutbox == []
    at(11, 8)
    run()
    run()
    assert [mail.subject for mail in mailoutbox] == ["2 new places for “Rooms”"]


def test_digest_time_is_in_the_sites_time_zone():
    """Also when daylight saving time ends, as on November 1, 2026."""
    for day, hour, expected in [(1, 9, 1), (2, 7, 1), (2, 8, 2)]:
        now = datetime(2026, 11, day, hour, tzinfo=CHICAGO)
        morning = alert_job.last_digest_time(now.astimezone(ZoneInfo("UTC")))
        assert (morning.day, morning.hour) == (expected, 8)


def test_changed_frequency_drops_earlier_alerts(ana, mailoutbox):
    search = SavedSearchFactory(user=ana)
    ListingFactory()
    creation.create_alerts()
    search.alert_frequency = "never"
    search.save()
    run()
    assert mailoutbox == []


def test_rent_drop_email_names_both_rents(ana, mailoutbox):
    place = SavedListingFactory(user=ana).listing
    for rent in (92_000, 90_000):
        place.rent = rent
        place.save_and_record()
    run()
    [mail] = mailoutbox
    assert mail.subject == "Now $900 a month: Room in a 3-bed"
    assert "$900 a month, was $950" in mail.body
    assert "<strong>$900</strong> a month, was <s>$950</s>" in html_of(mail)


@pytest.mark.parametrize("status", ["draft", "taken", "expired"])
def test_closed_listings_are_left_out_of_the_email(ana, mailoutbox, status, at):
    at(10, 9)
    SavedSearchFactory(user=ana, alert_frequency="daily")
    gone, stays = ListingFactory(), ListingFactory()
    run()
    Listing.objects.filter(pk=gone.pk).update_and_record(status=status)
    at(11, 9)
    run()
    [mail] = mailoutbox
    assert f"/listings/{stays.pk}/" in mail.body
    assert f"/listings/{gone.pk}/" not in mail.body


@pytest.mark.parametrize(
    "change", [{"mails_alerts": False}, {"is_active": False}, {"email": "moved@example.com"}]
)
def test_unwilling_or_unreachable_users_get_no_email(ana, mailoutbox, change):
    SavedSearchFactory(user=ana)
    ListingFactory()
    type(ana).objects.filter(pk=ana.pk).update(**change)
    if "email" in change:
        ana.emailaddress_set.update(email=change["email"], verified=False)
    run()
    assert mailoutbox == []


def test_alerts_older_than_three_days_are_not_emailed(ana, mailoutbox):
    SavedSearchFactory(user=ana)
    type(ana).objects.filter(pk=ana.pk).update(mails_alerts=False)
    ListingFactory()
    run()
    type(ana).objects.filter(pk=ana.pk).update(mails_alerts=True)
    Alert.objects.update(at=timezone.now() - timedelta(days=4))
    run()
    assert mailoutbox == []


# Contents -------------------------------------------------------------------------------------


def test_long_lists_are_cut_with_a_count(ana, mailoutbox):
    search = SavedSearchFactory(user=ana, name="Rooms")
    ListingFactory.create_batch(12)
    run()
    Alert.objects.create(user=ana, search=search, more=229)
    Alert.objects.update(mailed_at=None)
    skip_pause()
    run()
    mail = mailoutbox[-1]
    assert mail.subject == "241 new places for “Rooms”"
    assert "And 231 more" in mail.body
    assert mail.body.count("a month ·") == 10


def test_single_remaining_alert_is_counted(ana, mailoutbox):
    search = SavedSearchFactory(user=ana, name="Rooms")
    ListingFactory.create_batch(2)
    creation.create_alerts()
    Alert.objects.create(user=ana, search=search, more=1)
    Listing.objects.update_and_record(status="taken")
    run()
    [mail] = mailoutbox
    assert mail.subject == "1 new place for “Rooms”"
    assert search.get_absolute_url() in mail.body


def test_matches_and_rent_drops_come_in_one_email(ana, mailoutbox):
    saved = SavedListingFactory(user=ana).listing
    SavedSearchFactory(user=ana, name="Rooms", query="kind=room")
    SavedSearchFactory(user=ana, name="Whole", query="kind=entire")
    ListingFactory()
    ListingFactory(space="entire")
    saved.rent = 90_000
    saved.save_and_record()
    run()
    assert mailoutbox[0].subject == "2 new places for 2 searches and 1 lower rent"


def test_email_says_why_it_came_and_how_to_unsubscribe(ana, mailoutbox):
    SavedSearchFactory(user=ana)
    ListingFactory()
    run()
    [mail] = mailoutbox
    link = subscriptions.link_for(ana, "mails_alerts")
    assert mail.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for words in (mail.body, html_of(mail)):
        assert "You get this because you saved this search." in words
        assert link in words
        assert "http://localhost:8000/listings/searches/" in words


def test_what_people_write_is_escaped_and_cannot_forge_a_header(ana, mailoutbox):
    SavedSearchFactory(user=ana, name="<b>A</b>\r\nBcc: all@example.com")
    ListingFactory.create_batch(2)
    run()
    [mail] = mailoutbox
    assert mail.recipients() == [ana.email]
    assert "\n" not in mail.subject
    assert "<b>A" not in html_of(mail)


# Failures -------------------------------------------------------------------------------------


def test_email_repeated_after_a_crash_has_the_same_message_id(ana, mailoutbox):
    SavedSearchFactory(user=ana)
    ListingFactory()
    run()
    Alert.objects.update(mailed_at=None)
    AlertJobLock.objects.update(mailed_at=None)
    AlertJobLock.objects.acquire(ana.pk)
    run()
    assert len(mailoutbox) == 1
    AlertJobLock.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    run()
    first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert first == second


def test_without_site_url_alerts_are_only_in_the_app(ana, mailoutbox, settings):
    settings.SITE_URL = ""
    SavedSearchFactory(user=ana)
    ListingFactory()
    with pytest.raises(CommandError, match="SITE_URL"):
        run()
    assert mailoutbox == []
    assert ana.alerts.count() == 1


def test_nothing_is_lost_without_a_mail_server(ana, mailoutbox, settings):
    SavedSearchFactory(user=ana)
    ListingFactory()
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(CommandError, match="can't be reached"):
        run()
    settings.EMAIL_BACKEND = there
    run()
    run()
    assert len(mailoutbox) == 1


# Real processes and a real mail server --------------------------------------------------------


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_concurrent_runs_email_everyone_once(outbox: mailbox.Maildir):
    people = VerifiedStudentFactory.create_batch(12)
    for person in people:
        SavedSearchFactory(user=person)
        SavedSearchFactory(user=person, query="max_rent=1000")
    ListingFactory.create_batch(2)
    runs = [start("send_alerts") for _ in range(3)]
    for one in runs:
        out, _ = one.communicate(timeout=60)
        assert one.returncode == 0, out
    assert Alert.objects.count() == 24
    assert sorted(mail["To"] for mail in outbox) == sorted(person.email for person in people)
    assert output_of("send_alerts") == "alerts 0, mailed 0, failed 0\n"


@pytest.mark.django_db(transaction=True)
def test_killed_run_loses_nothing_and_emails_nobody_else_twice():
    people = VerifiedStudentFactory.create_batch(3)
    for person in people:
        SavedSearchFactory(user=person)
    ListingFactory()
    with FaultyMail() as server:
        server.killed = start("send_alerts", EMAIL_URL=server.url)
        server.killed.communicate(timeout=60)
        [first] = server.received
        output_of("send_alerts", EMAIL_URL=server.url)
        others = sorted(person.email for person in people if person.email != first["To"])
        assert sorted(mail["To"] for mail in server.received[1:]) == others
        AlertJobLock.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
        for _ in range(2):
            output_of("send_alerts", EMAIL_URL=server.url)
    assert len(server.received) == 4
    assert server.received[3]["Message-ID"] == first["Message-ID"]


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_received_email_can_be_unsubscribed_with_one_click(ana, outbox: mailbox.Maildir):
    SavedSearchFactory(user=ana, name="Zimmer für Übermorgen 👍")
    ListingFactory.create_batch(2)
    assert output_of("send_alerts") == "alerts 2, mailed 1, failed 0\n"
    mail = only_email(outbox)
    plain, html = mail.iter_parts()
    assert "Zimmer für Übermorgen 👍" in mail["Subject"]
    assert "Zimmer für Übermorgen 👍" in plain.get_content()
    assert "Zimmer für Übermorgen 👍" in html.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip(" <>").removeprefix("http://localhost:8000")
    Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    ana.refresh_from_db()
    assert (ana.mails_alerts, ana.mails_unread) == (False, True)
