"""`expire_listings` asks listers once and hides listings that they don't confirm."""

import mailbox
import signal
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import User
from listings.expiry import job
from listings.models import ChangeLogEntry, ExpiryJobLock, Listing
from tests.servers.faulty_mail import FaultyMail
from tests.servers.process import free_port
from tests.support.commands import output_of, run_quietly, start
from tests.support.emails import html_of
from tests.support.factories import ListingFactory, SavedListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
YESTERDAY = {"days": -1}


@pytest.fixture
def ana():
    return VerifiedStudentFactory(name="Ana Lopez")


def place(lister=None, days=0.0, asked=None, **fields) -> Listing:
    """A place that nobody spoke for in so many days; its lister was `asked` days ago."""
    now = timezone.now()
    fields |= {"lister": lister} if lister else {}
    return ListingFactory(
        confirmed_at=now - timedelta(days=days),
        asked_at=None if asked is None else now - timedelta(days=asked),
        **fields,
    )


def run():
    run_quietly("expire_listings")


def status_of(listing) -> str:
    listing.refresh_from_db()
    return listing.status


def wait(**time):
    """Shift every listing into the past."""
    shift = timedelta(**time)
    for listing in Listing.objects.all():
        moments = {"confirmed_at": listing.confirmed_at - shift}
        if listing.asked_at:
            moments["asked_at"] = listing.asked_at - shift
        Listing.objects.filter(pk=listing.pk).update_and_record(**moments)


# Expiry -----------------------------------------------------------------------------------------


def test_unconfirmed_listing_is_asked_about_once_after_a_week(ana, mailoutbox):
    listing = place(ana, days=7.1, title="Sunny loft on Foster")
    run()
    run()
    [mail] = mailoutbox
    assert mail.to == [ana.email]
    assert mail.subject == "Is “Sunny loft on Foster” still available?"
    for words in (mail.body, html_of(mail)):
        assert "Sunny loft on Foster" in words
        assert "http://localhost:8000/listings/confirm/" in words
    assert status_of(listing) == "published"


@pytest.mark.parametrize("status", ["draft", "taken", "expired"])
def test_closed_listings_are_not_asked_about(ana, mailoutbox, status):
    place(ana, days=20, status=status)
    run()
    assert mailoutbox == []


def test_listing_confirmed_within_the_week_is_not_asked_about(ana, mailoutbox):
    listing = place(ana, days=6.9)
    run()
    assert mailoutbox == []
    assert status_of(listing) == "published"


def test_unanswered_listing_is_hidden_three_days_after_the_email(ana, mailoutbox):
    listing = place(ana, days=7.1)
    run()
    wait(days=2.8)
    run()
    assert (len(mailoutbox), status_of(listing)) == (1, "published")
    wait(days=0.3)
    run()
    run()
    assert status_of(listing) == "expired"
    assert [mail.subject for mail in mailoutbox[1:]] == [f"“{listing}” is hidden now"]


def test_confirmation_after_the_email_starts_a_new_week(ana, mailoutbox):
    listing = place(ana, days=7.1)
    run()
    listing.refresh_from_db()
    listing.confirm()
    wait(days=6)
    run()
    assert (len(mailoutbox), status_of(listing)) == (1, "published")
    wait(days=1.1)
    run()
    assert len(mailoutbox) == 2


def test_late_email_still_allows_the_grace_period(ana, mailoutbox):
    listing = place(ana, days=40)
    run()
    assert (len(mailoutbox), status_of(listing)) == (1, "published")


def test_hidden_listing_is_complete_and_comes_back_with_one_tap(ana, mailoutbox):
    listing = place(ana, days=11, asked=4, status="pending")
    SavedListingFactory(listing=listing)
    run()
    assert status_of(listing) == "expired"
    listing.confirm()
    assert status_of(listing) == "published"
    assert listing.saves.count() == 1
    assert listing.published_at is not None
    run()
    assert len(mailoutbox) == 1


def test_hidden_listings_are_published_to_open_pages_and_chats(ana):
    hidden = [place(ana, days=11, asked=4).pk for _ in range(2)]
    line = ChangeLogEntry.objects.newest_id()
    before = Listing.objects.get(pk=hidden[0]).updated_at
    run()
    lines = ChangeLogEntry.objects.filter(pk__gt=line)
    assert sorted(pk for line in lines for pk in line.listings) == sorted(hidden)
    assert Listing.objects.get(pk=hidden[0]).updated_at > before


# Ended listings ---------------------------------------------------------------------------------


def test_ended_listing_is_hidden_at_once_with_an_email(ana, mailoutbox):
    today = timezone.localdate()
    over = place(ana, available_from=today - timedelta(days=90), available_until=today)
    run()
    assert (mailoutbox, status_of(over)) == ([], "published")
    Listing.objects.update_and_record(available_until=today - timedelta(days=1))
    run()
    run()
    assert status_of(over) == "expired"
    [mail] = mailoutbox
    assert "has passed" in mail.body
    assert f"/listings/{over.pk}/edit/?step=dates" in mail.body
    assert "/listings/confirm/" not in mail.body


def test_ended_listing_is_hidden_without_a_mail_server(ana, settings):
    over = place(ana, available_until=timezone.localdate() - timedelta(days=1))
    silent, unasked = place(ana, days=11, asked=4), place(days=8)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(CommandError, match="can't be reached"):
        run()
    assert [status_of(listing) for listing in (over, silent)] == ["expired", "published"]
    unasked.refresh_from_db()
    assert unasked.asked_at is None


# Unreachable listers ----------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "status"), [(13.9, "published"), (14.1, "expired")])
def test_unreachable_lister_has_two_weeks(mailoutbox, days, status):
    holder = User.objects.create_user("imports@localhost", name="Imported listings")
    listing = place(holder, days=days, source="uci", source_id="1")
    run()
    assert (mailoutbox, status_of(listing)) == ([], status)


def test_address_that_works_again_gets_no_old_emails(ana, mailoutbox):
    place(ana, days=15)
    ana.emailaddress_set.update(verified=False)
    run()
    Listing.objects.update(expiry_email_due_since=timezone.now() - timedelta(days=4))
    ana.emailaddress_set.update(verified=True)
    run()
    assert mailoutbox == []


# Contents ---------------------------------------------------------------------------------------


def test_lister_gets_one_email_for_all_due_listings(ana, mailoutbox):
    late = [place(ana, days=8) for _ in range(10)]
    soon, fresh = place(ana, days=5.5), place(ana, days=4)
    run()
    [mail] = mailoutbox
    assert mail.subject == "Are your 11 places still available?"
    assert mail.body.count("/listings/confirm/") == 10
    assert "/listings/mine/" in mail.body
    for listing in (soon, fresh, late[0]):
        listing.refresh_from_db()
    assert soon.asked_at is not None
    assert fresh.asked_at is None


def test_listing_asked_about_early_is_not_hidden_sooner(ana):
    listing = place(ana, days=9.5, asked=4)
    run()
    assert status_of(listing) == "published"


def test_what_people_write_is_escaped_and_cannot_forge_a_header(mailoutbox):
    eve = VerifiedStudentFactory(name="<i>Eve</i>")
    place(eve, days=8, title="Loft\r\nBcc: all@example.com <script>")
    run()
    [mail] = mailoutbox
    assert mail.recipients() == [eve.email]
    assert "\n" not in mail.subject
    assert "<script>" not in html_of(mail)
    assert "<i>" not in html_of(mail)


def test_email_does_not_reveal_a_hidden_address(ana, mailoutbox):
    place(ana, days=8, address="917 Foster St", unit_number="4Q")
    run()
    for words in (mailoutbox[0].body, html_of(mailoutbox[0])):
        assert "Foster St" in words
        assert "917" not in words


def test_command_requires_site_url(ana, mailoutbox, settings):
    settings.SITE_URL = ""
    listing = place(ana, days=11, asked=4)
    with pytest.raises(CommandError, match="SITE_URL"):
        run()
    assert status_of(listing) == "published"


# Failures ---------------------------------------------------------------------------------------


def test_run_that_dies_between_batches_leaves_them_complete(ana, mailoutbox, monkeypatch):
    monkeypatch.setattr(job, "BATCH_SIZE", 2)
    places = [place(ana, days=11, asked=4) for _ in range(5)]
    hide_some, done = job.hide_batch, []

    def die_at_the_second(found):
        if done:
            raise KeyboardInterrupt
        count = hide_some(found)
        done.extend(range(count))
        return count

    with monkeypatch.context() as patch:
        patch.setattr(job, "hide_batch", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert sorted(status_of(listing) for listing in places) == ["expired"] * 2 + ["published"] * 3
    run()
    assert {status_of(listing) for listing in places} == {"expired"}
    [mail] = mailoutbox
    assert mail.subject == "5 of your places are hidden now"


def test_email_repeated_after_a_crash_has_the_same_message_id(ana, mailoutbox):
    place(ana, days=8)
    run()
    Listing.objects.update(asked_at=None)
    run()
    first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert first == second


def test_query_count_does_not_grow_with_other_listings(
    ana, mailoutbox, django_assert_max_num_queries
):
    for _ in range(10):
        place(days=1)
    for _ in range(10):
        place(ana, days=8)
    with django_assert_max_num_queries(22):
        run()
    assert len(mailoutbox) == 1


# Real processes and a real mail server ----------------------------------------------------------


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_concurrent_runs_email_everyone_once_and_hide_everything(outbox: mailbox.Maildir):
    asked = [place(days=8) for _ in range(8)]
    hidden = [place(days=11, asked=4) for _ in range(8)]
    line = ChangeLogEntry.objects.newest_id()
    runs = [start("expire_listings") for _ in range(3)]
    for one in runs:
        out, _ = one.communicate(timeout=60)
        assert one.returncode == 0, out
    people = sorted(listing.lister.email for listing in asked + hidden)
    assert sorted(mail["To"] for mail in outbox) == people
    assert {status_of(listing) for listing in asked} == {"published"}
    assert {status_of(listing) for listing in hidden} == {"expired"}
    noted = [pk for change in ChangeLogEntry.objects.filter(pk__gt=line) for pk in change.listings]
    assert sorted(noted) == sorted(listing.pk for listing in hidden)
    assert output_of("expire_listings") == "asked 0, hidden 0, notified 0, failed 0\n"


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_killed_run_loses_nothing_and_emails_the_others_once():
    listings = [place(days=8) for _ in range(3)] + [place(days=11, asked=4) for _ in range(3)]
    with FaultyMail() as server:
        server.kill_after = 2
        server.killed = start("expire_listings", EMAIL_URL=server.url)
        assert server.killed.wait(timeout=60) == -signal.SIGKILL
        ExpiryJobLock.objects.exclude(claimed_at=None).update(
            claimed_at=timezone.now() - timedelta(minutes=16)
        )
        assert start("expire_listings", EMAIL_URL=server.url).wait(timeout=60) == 0
    emailed = {}
    for mail in server.received:
        emailed.setdefault(mail["Message-ID"], []).append(mail["To"])
    people = sorted(listing.lister.email for listing in listings)
    assert sorted(to for [to, *_] in emailed.values()) == people
    # The email whose sending was not recorded is repeated, with its Message-ID.
    assert sorted(len(again) for again in emailed.values()) == [1] * 5 + [2]
    assert sorted(status_of(listing) for listing in listings) == ["expired"] * 3 + ["published"] * 3
