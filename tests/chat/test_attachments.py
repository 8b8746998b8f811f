"""Files in a talk: what comes in, and who gets it out again."""

import io
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.images.reencoding import MOST_BYTES
from accounts.rate_limits.buckets import mailbox_of, take
from accounts.rate_limits.limits import CHAT_FILES, CHAT_FILES_PER_DAY
from chat.actions import attachments, message_edit, message_send
from chat.errors import Invalid
from chat.membership import participants
from chat.models import Attachment, Message
from chat.views.attachments import LINK_LIFETIME
from tests.listings.test_gallery import stored
from tests.support.factories import PDF, ConversationFactory, VerifiedStudentFactory, pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    person = VerifiedStudentFactory(name="Ana")
    client.force_login(person)
    return person


@pytest.fixture
def ben():
    return VerifiedStudentFactory(name="Ben")


@pytest.fixture
def talk(ana, ben):
    return ConversationFactory(participants=[ana, ben])


@pytest.fixture
def his(ben):
    """Ben's browser."""
    client = Client()
    client.force_login(ben)
    return client


def post(client, talk, file):
    return client.post(f"/chat/{talk.pk}/attachments/", {"file": file} if file else {})


def add(user, talk, file=None) -> Attachment:
    return attachments.add(user, talk.pk, file or pdf())


def say(user, talk, *files: Attachment, body="", nonce=None) -> Message:
    ids = [file.pk for file in files]
    return message_send.send(user, talk.pk, nonce or uuid.uuid4(), body, ids)


def get(client, talk, attachment, query=""):
    return client.get(f"/chat/{talk.pk}/attachments/{attachment.pk}/{query}")


def content_of(response) -> bytes:
    """What a browser has in the end, from our disk or from the bucket."""
    if response.status_code == 302:
        with urllib.request.urlopen(response["Location"], timeout=10) as file:
            return file.read()
    assert response.status_code == 200
    return b"".join(response.streaming_content)


# Coming in ------------------------------------------------------------------------------------


def test_a_photo_is_answered_with_what_a_message_will_say_of_it(client, talk):
    answer = post(client, talk, picture(1600, 1200, name="kitchen.jpg"))
    attachment = Attachment.objects.get()
    assert answer.status_code == 201
    url = f"/chat/{talk.pk}/attachments/{attachment.pk}/"
    assert answer.json() == {
        "id": str(attachment.pk), "name": "kitchen.jpg", "kind": "image", "url": url,
        "size": attachment.file.size, "width": 1600, "height": 1200, "preview": f"{url}?preview",
    }  # fmt: skip
    assert "kitchen" not in attachment.file.name


def test_a_pdf_is_kept_to_the_letter(client, ana, talk):
    answer = post(client, talk, pdf("Lease Noyes St.pdf")).json()
    assert (answer["kind"], answer["width"], answer["preview"]) == ("pdf", None, None)
    assert (answer["name"], answer["size"]) == ("Lease Noyes St.pdf", len(PDF))
    assert content_of(get(client, talk, Attachment.objects.get())) == PDF


def test_a_pdf_may_have_ten_megabytes(client, ana, talk):
    content = PDF[:-6] + bytes(10 * 1024 * 1024 - len(PDF)) + PDF[-6:]
    assert post(client, talk, pdf(content=content)).json()["size"] == 10 * 1024 * 1024
    assert content_of(get(client, talk, Attachment.objects.get())) == content


def test_what_a_camera_wrote_into_a_photo_is_gone(client, talk):
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[2] = (42.0, 3.0, 30.0)
    file = io.BytesIO()
    Image.new("RGB", (64, 48)).save(file, "JPEG", exif=exif)
    post(client, talk, SimpleUploadedFile("home.jpg", file.getvalue() + b"<script>"))
    attachment = Attachment.objects.get()
    for kept in (attachment.file, attachment.preview):
        with kept.open(), Image.open(kept) as image:
            assert (image.format, dict(image.getexif())) == ("WEBP", {})
            kept.seek(0)
            assert b"script" not in kept.read()


def test_what_a_talk_shows_is_a_smaller_copy(client, ana, talk):
    attachment = add(ana, talk, picture(2000, 1000))
    with Image.open(io.BytesIO(content_of(get(client, talk, attachment, "?preview")))) as small:
        assert small.size == (720, 360)
    with Image.open(io.BytesIO(content_of(get(client, talk, attachment)))) as large:
        assert large.size == (2000, 1000)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf("page.pdf", b"<!doctype html><script>alert(1)</script>%%EOF"), "You can send photos"),
        (pdf("late.pdf", b"<html>%PDF-1.7 %%EOF"), "You can send photos"),
        (pdf("half.pdf", PDF[:20]), "damaged"),
        (pdf("empty.pdf", b""), "empty"),
        (pdf("empty.png", b""), "empty"),
        (
            SimpleUploadedFile("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "You can send",
        ),
        (SimpleUploadedFile("run.exe", b"MZ" + bytes(100)), "You can send photos"),
        (pdf("large.pdf", PDF[:-6] + bytes(10 * 1024 * 1024) + b"%%EOF"), "The limit is 10 MB"),
        (None, "Choose a file first."),
    ],
    ids=lambda case: getattr(case, "name", None),
)
def test_what_is_neither_photo_nor_pdf_is_refused_and_leaves_nothing(client, talk, file, words):
    before = stored("attachments")
    answer = post(client, talk, file)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert not Attachment.objects.exists()
    assert stored("attachments") == before


def test_what_could_be_both_is_what_it_begins_as(client, ana, talk):
    """A page inside a PDF stays a PDF, to be downloaded or shown by a viewer of PDFs."""
    attachment = add(ana, talk, pdf("both.html", PDF[:9] + b"<script>alert(1)</script>" + PDF))
    assert (attachment.kind, attachment.content_type) == ("pdf", "application/pdf")
    assert attachment.download_name == "both.pdf"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\lease.pdf", "lease.pdf"),
        ("rent\u202efdp.exe.pdf", "rentfdp.exe.pdf"),
        ("a\0b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Mietvertrag für Zoë 📄.pdf", "Mietvertrag für Zoë 📄.pdf"),
        ("..", "file"),
        ("", "file"),
        ("a." + "b" * 200, "a." + "b" * 118),
    ],
)
def test_a_name_is_one_plain_line(ana, talk, name, shown):
    # As no browser's form would send it: Django takes most of that off itself.
    file = ContentFile(PDF)
    file.name = name
    assert attachments.add(ana, talk.pk, file).name == shown


def test_too_heavy_a_request_is_refused_before_it_is_read(client, talk):
    heavy = str(MOST_BYTES + 2 * 1024 * 1024)
    path = f"/chat/{talk.pk}/attachments/"
    answer = client.post(path, {"file": pdf()}, CONTENT_LENGTH=heavy)
    assert answer.status_code == 413
    assert "20 MB" in answer.json()["detail"]


@pytest.mark.parametrize("limit", [CHAT_FILES, CHAT_FILES_PER_DAY], ids=lambda limit: limit.name)
def test_uploads_are_limited_by_account(client, ana, talk, settings, limit):
    settings.RATE_LIMITS = True
    take(limit, "account", ana.pk, cost=limit.amount - 1)
    assert post(client, talk, pdf()).status_code == 201
    answer = post(client, talk, pdf())
    assert answer.status_code == 429
    assert "Try again in" in answer.json()["detail"]
    assert Attachment.objects.count() == 1


def test_new_account_with_the_same_mailbox_has_no_new_uploads(client, ana, talk, settings):
    settings.RATE_LIMITS = True
    take(CHAT_FILES_PER_DAY, "mailbox", mailbox_of(ana.email), cost=CHAT_FILES_PER_DAY.amount)
    assert post(client, talk, pdf()).status_code == 429


def test_discarding_an_upload_gives_nothing_back(client, ana, talk, settings):
    settings.RATE_LIMITS = True
    take(CHAT_FILES_PER_DAY, "account", ana.pk, cost=CHAT_FILES_PER_DAY.amount - 1)
    url = post(client, talk, pdf()).json()["url"]
    assert client.delete(url).status_code == 204
    assert post(client, talk, pdf()).status_code == 429


def test_upload_that_is_refused_counts(client, ana, talk, settings):
    settings.RATE_LIMITS = True
    take(CHAT_FILES, "account", ana.pk, cost=CHAT_FILES.amount - 1)
    codes = [post(client, talk, pdf(content=b"no")).status_code for _ in range(2)]
    assert codes == [400, 429]


def test_what_was_never_sent_goes_when_the_next_one_comes(
    client, ana, talk, django_capture_on_commit_callbacks
):
    old, sent, fresh = (add(ana, talk) for _ in range(3))
    say(ana, talk, sent)
    for attachment in (old, sent):
        day_ago = timezone.now() - timedelta(hours=25)
        Attachment.objects.filter(pk=attachment.pk).update(uploaded_at=day_ago)
    with django_capture_on_commit_callbacks(execute=True):
        post(client, talk, pdf())
    left = set(Attachment.objects.values_list("pk", flat=True))
    assert old.pk not in left
    assert {sent.pk, fresh.pk} < left
    assert old.file.name not in stored("attachments")


# Into a message -------------------------------------------------------------------------------


def test_a_message_takes_its_files_in_their_order_and_needs_no_words(ana, talk):
    first, second, third = (add(ana, talk) for _ in range(3))
    sent = say(ana, talk, third, first)
    assert [file.pk for file in sent.files] == [third.pk, first.pk]
    assert [file.pk for file in Message.objects.for_frames().get().files] == [third.pk, first.pk]
    second.refresh_from_db()
    assert second.message is None


def test_the_same_nonce_again_is_the_same_message_with_the_same_files(ana, talk):
    file, nonce = add(ana, talk), uuid.uuid4()
    first, again = (say(ana, talk, file, nonce=nonce) for _ in range(2))
    assert first == again
    assert [one.pk for one in again.files] == [file.pk]


def test_a_file_is_used_once(ana, talk):
    file = add(ana, talk)
    say(ana, talk, file)
    with pytest.raises(Invalid):
        say(ana, talk, file)
    assert Message.objects.count() == 1


def test_nobody_sends_what_another_has_uploaded_nor_what_lies_elsewhere(ana, ben, talk):
    elsewhere = add(ana, ConversationFactory(participants=[ana]))
    for file in (add(ben, talk), elsewhere, Attachment(pk=uuid.uuid4())):
        with pytest.raises(Invalid):
            say(ana, talk, file, body="look")
    assert not Message.objects.exists()


def test_two_messages_stored_together_share_no_file(ana, talk):
    file, other = add(ana, talk), add(ana, talk)
    drafts = [
        message_send.Draft(ana, talk.pk, uuid.uuid4(), "", tuple(one.pk for one in files))
        for files in ([file], [file], [other])
    ]
    first, second, third = message_send.send_all(drafts)
    assert isinstance(second, Invalid)
    assert (first.seq, third.seq) == (1, 2)
    taken = Attachment.objects.order_by("message").values_list("message", flat=True)
    assert list(taken) == [first.pk, third.pk]


@pytest.mark.postgres
def test_a_race_for_one_file_has_one_winner(transactional_db):
    ana = VerifiedStudentFactory()
    talk = ConversationFactory(participants=[ana])
    file = add(ana, talk)

    def race(_):
        try:
            return say(ana, talk, file).pk
        except Invalid:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        sent = [pk for pk in threads.map(race, range(12)) if pk]
    assert [Attachment.objects.get().message_id] == sent
    assert list(Message.objects.values_list("seq", flat=True)) == [1]


def test_a_message_without_files_still_needs_words(ana, talk):
    with pytest.raises(Invalid):
        say(ana, talk)


def test_the_words_of_a_photo_may_go_but_not_those_of_a_mere_message(ana, talk):
    plain, with_file = say(ana, talk, body="hi"), say(ana, talk, add(ana, talk), body="hi")
    assert message_edit.edit(ana, talk.pk, with_file.pk, "").body == ""
    with pytest.raises(Invalid):
        message_edit.edit(ana, talk.pk, plain.pk, "")


def test_what_a_message_lacks_costs_it_no_query(ana, talk, django_assert_num_queries):
    """The files are the dearer part: held, handed over."""
    with CaptureQueriesContext(connection) as plain:
        say(ana, talk, body="hi")
    files = add(ana, talk), add(ana, talk)
    with django_assert_num_queries(len(plain) + 2):
        say(ana, talk, *files)
    assert not any("attachment" in query["sql"] for query in plain.captured_queries)


def test_a_page_of_files_makes_a_fixed_number_of_queries(
    client, ana, talk, django_assert_max_num_queries
):
    for _ in range(5):
        say(ana, talk, add(ana, talk), add(ana, talk))
    with django_assert_max_num_queries(6):
        page = client.get(f"/chat/{talk.pk}/messages/").json()
    assert [len(message["attachments"]) for message in page["messages"]] == [2] * 5


def test_what_waits_is_thrown_away_by_its_uploader_alone(
    client, his, ana, talk, django_capture_on_commit_callbacks
):
    file = add(ana, talk)
    path = f"/chat/{talk.pk}/attachments/{file.pk}/"
    assert his.delete(path).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(path).status_code == 204
    assert file.file.name not in stored("attachments")
    sent = add(ana, talk)
    say(ana, talk, sent)
    assert client.delete(f"/chat/{talk.pk}/attachments/{sent.pk}/").status_code == 404
    assert Attachment.objects.get() == sent


# Who may fetch it -----------------------------------------------------------------------------


def test_everyone_in_the_conversation_fetches_what_was_sent(client, his, ana, talk):
    file = add(ana, talk)
    assert get(his, talk, file).status_code == 404
    assert content_of(get(client, talk, file)) == PDF
    say(ana, talk, file)
    assert content_of(get(his, talk, file)) == PDF


def test_a_stranger_finds_nothing_by_any_way(ana, talk):
    file = add(ana, talk)
    say(ana, talk, file)
    eve = VerifiedStudentFactory()
    own = ConversationFactory(participants=[eve])
    client = Client()
    client.force_login(eve)
    assert get(client, talk, file).status_code == 404
    assert get(client, own, file).status_code == 404
    assert post(client, talk, pdf()).status_code == 404
    for path in (file.file.name, f"photos/../{file.file.name}", rf"photos/\..\..\{file.file.name}"):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_visitor_logs_in_first(ana, talk):
    file = add(ana, talk)
    say(ana, talk, file)
    assert get(Client(), talk, file).url.startswith("/accounts/login/")
    assert post(Client(), talk, pdf()).url.startswith("/accounts/login/")


def test_who_was_removed_finds_nothing_of_what_was_sent_before(his, ana, ben, talk):
    file, own = add(ana, talk), add(ben, talk)
    say(ana, talk, file)
    say(ben, talk, own)
    assert get(his, talk, file).status_code in (200, 302)
    participants.leave(ben, talk.pk)
    assert get(his, talk, file).status_code == get(his, talk, own).status_code == 404
    assert post(his, talk, pdf()).status_code == 404


def test_a_deleted_message_takes_its_files_along(
    client, his, ana, talk, django_capture_on_commit_callbacks
):
    files = add(ana, talk, picture()), add(ana, talk)
    before = stored("attachments")
    sent = say(ana, talk, *files)
    with django_capture_on_commit_callbacks(execute=True):
        message_edit.delete(ana, talk.pk, sent.pk)
    for file in files:
        assert get(client, talk, file).status_code == get(his, talk, file).status_code == 404
    assert len(before - stored("attachments")) == 3
    [message] = client.get(f"/chat/{talk.pk}/messages/").json()["messages"]
    assert (message["deleted"], message["attachments"]) == (True, [])


def test_a_number_that_names_no_file_is_not_found(client, talk):
    assert get(client, talk, Attachment()).status_code == 404
    assert client.get(f"/chat/{talk.pk}/attachments/1/").status_code == 404
    url = f"/chat/{2**63}/attachments/{uuid.uuid4()}/"
    assert [client.get(url).status_code, client.delete(url).status_code] == [404, 404]


def test_another_site_s_form_uploads_nothing(ana, talk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert post(client, talk, pdf()).status_code == 403
    assert not Attachment.objects.exists()


def test_it_is_kept_by_nobody_on_the_way(client, ana, talk):
    assert get(client, talk, add(ana, talk))["Cache-Control"] == "private, no-cache"


def headers_of(response):
    """Those of the answer that carries the file, be it ours or the bucket's."""
    if response.status_code == 302:
        with urllib.request.urlopen(response["Location"], timeout=10) as file:
            return file.headers
    return response.headers


def test_a_file_is_never_a_page(client, ana, talk):
    photo, document = add(ana, talk, picture(name="a.png")), add(ana, talk, pdf('Zoë;".html'))
    shown, read = (headers_of(get(client, talk, file)) for file in (photo, document))
    assert (shown["Content-Type"], read["Content-Type"]) == ("image/webp", "application/pdf")
    assert shown["Content-Disposition"] == 'inline; filename="a.webp"'
    assert "filename*=utf-8''Zo%C3%AB%3B%22.pdf" in read["Content-Disposition"]


def test_on_our_own_origin_nothing_in_it_acts(client, ana, talk, settings):
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": on_disk}
    answer = get(client, talk, add(ana, talk))
    assert content_of(answer) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.s3
def test_a_link_into_the_bucket_is_signed_and_ends_soon(client, ana, talk):
    file = add(ana, talk)
    link = get(client, talk, file)["Location"]
    assert "X-Amz-Signature=" in link
    assert f"X-Amz-Expires={LINK_LIFETIME}" in link
    # A browser that has fetched it needn't do so again.
    assert get(client, talk, file)["Location"] == link
    assert headers_of(get(client, talk, file))["Cache-Control"] == "private, max-age=300"
