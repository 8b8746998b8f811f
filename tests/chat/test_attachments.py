"""Uploads and downloads of attachments."""

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

from accounts.images.reencoding import MAX_BYTES
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
def his(ben):
    """Ben's browser."""
    client = Client()
    client.force_login(ben)
    return client


def post(client, conversation, file):
    return client.post(f"/chat/{conversation.pk}/attachments/", {"file": file} if file else {})


def add(user, conversation, file=None) -> Attachment:
    return attachments.add(user, conversation.pk, file or pdf())


def send(user, conversation, *files: Attachment, body="", nonce=None) -> Message:
    ids = [file.pk for file in files]
    return message_send.send(user, conversation.pk, nonce or uuid.uuid4(), body, ids)


def get(client, conversation, attachment, query=""):
    return client.get(f"/chat/{conversation.pk}/attachments/{attachment.pk}/{query}")


def content_of(response) -> bytes:
    """The downloaded bytes, from disk or from the bucket."""
    if response.status_code == 302:
        with urllib.request.urlopen(response["Location"], timeout=10) as file:
            return file.read()
    assert response.status_code == 200
    return b"".join(response.streaming_content)


# Uploads --------------------------------------------------------------------------------------


def test_upload_response_matches_attachment_of_message(client, conversation):
    answer = post(client, conversation, picture(1600, 1200, name="kitchen.jpg"))
    attachment = Attachment.objects.get()
    assert answer.status_code == 201
    url = f"/chat/{conversation.pk}/attachments/{attachment.pk}/"
    assert answer.json() == {
        "id": str(attachment.pk), "name": "kitchen.jpg", "kind": "image", "url": url,
        "size": attachment.file.size, "width": 1600, "height": 1200, "preview": f"{url}?preview",
    }  # fmt: skip
    assert "kitchen" not in attachment.file.name


def test_pdf_is_stored_unchanged(client, ana, conversation):
    answer = post(client, conversation, pdf("Lease Noyes St.pdf")).json()
    assert (answer["kind"], answer["width"], answer["preview"]) == ("pdf", None, None)
    assert (answer["name"], answer["size"]) == ("Lease Noyes St.pdf", len(PDF))
    assert content_of(get(client, conversation, Attachment.objects.get())) == PDF


def test_pdf_of_ten_megabytes_is_accepted(client, ana, conversation):
    content = PDF[:-6] + bytes(10 * 1024 * 1024 - len(PDF)) + PDF[-6:]
    assert post(client, conversation, pdf(content=content)).json()["size"] == 10 * 1024 * 1024
    assert content_of(get(client, conversation, Attachment.objects.get())) == content


def test_photo_metadata_is_removed(client, conversation):
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[2] = (42.0, 3.0, 30.0)
    file = io.BytesIO()
    Image.new("RGB", (64, 48)).save(file, "JPEG", exif=exif)
    post(client, conversation, SimpleUploadedFile("home.jpg", file.getvalue() + b"<script>"))
    attachment = Attachment.objects.get()
    for kept in (attachment.file, attachment.preview):
        with kept.open(), Image.open(kept) as image:
            assert (image.format, dict(image.getexif())) == ("WEBP", {})
            kept.seek(0)
            assert b"script" not in kept.read()


def test_preview_is_smaller_copy(client, ana, conversation):
    attachment = add(ana, conversation, picture(2000, 1000))
    with Image.open(
        io.BytesIO(content_of(get(client, conversation, attachment, "?preview")))
    ) as small:
        assert small.size == (720, 360)
    with Image.open(io.BytesIO(content_of(get(client, conversation, attachment)))) as large:
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
def test_other_file_is_refused_and_not_stored(client, conversation, file, words):
    before = stored("attachments")
    answer = post(client, conversation, file)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert not Attachment.objects.exists()
    assert stored("attachments") == before


def test_ambiguous_file_has_type_of_its_start(client, ana, conversation):
    """HTML inside a PDF is still served as a PDF."""
    attachment = add(
        ana, conversation, pdf("both.html", PDF[:9] + b"<script>alert(1)</script>" + PDF)
    )
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
def test_display_name_is_one_plain_line(ana, conversation, name, shown):
    # No browser sends such a name, and Django removes most of it itself.
    file = ContentFile(PDF)
    file.name = name
    assert attachments.add(ana, conversation.pk, file).name == shown


def test_large_request_is_refused_before_it_is_read(client, conversation):
    heavy = str(MAX_BYTES + 2 * 1024 * 1024)
    path = f"/chat/{conversation.pk}/attachments/"
    answer = client.post(path, {"file": pdf()}, CONTENT_LENGTH=heavy)
    assert answer.status_code == 413
    assert "20 MB" in answer.json()["detail"]


@pytest.mark.parametrize("limit", [CHAT_FILES, CHAT_FILES_PER_DAY], ids=lambda limit: limit.name)
def test_uploads_are_limited_by_account(client, ana, conversation, settings, limit):
    settings.RATE_LIMITS = True
    take(limit, "account", ana.pk, cost=limit.amount - 1)
    assert post(client, conversation, pdf()).status_code == 201
    answer = post(client, conversation, pdf())
    assert answer.status_code == 429
    assert "Try again in" in answer.json()["detail"]
    assert Attachment.objects.count() == 1


def test_new_account_with_the_same_mailbox_has_no_new_uploads(client, ana, conversation, settings):
    settings.RATE_LIMITS = True
    take(CHAT_FILES_PER_DAY, "mailbox", mailbox_of(ana.email), cost=CHAT_FILES_PER_DAY.amount)
    assert post(client, conversation, pdf()).status_code == 429


def test_discarding_an_upload_gives_nothing_back(client, ana, conversation, settings):
    settings.RATE_LIMITS = True
    take(CHAT_FILES_PER_DAY, "account", ana.pk, cost=CHAT_FILES_PER_DAY.amount - 1)
    url = post(client, conversation, pdf()).json()["url"]
    assert client.delete(url).status_code == 204
    assert post(client, conversation, pdf()).status_code == 429


def test_refused_upload_counts(client, ana, conversation, settings, time_machine):
    settings.RATE_LIMITS = True
    time_machine.move_to(timezone.now(), tick=False)  # a token comes back every 2 s
    take(CHAT_FILES, "account", ana.pk, cost=CHAT_FILES.amount - 1)
    codes = [post(client, conversation, pdf(content=b"no")).status_code for _ in range(2)]
    assert codes == [400, 429]


def test_upload_deletes_abandoned_uploads(
    client, ana, conversation, django_capture_on_commit_callbacks
):
    old, sent, fresh = (add(ana, conversation) for _ in range(3))
    send(ana, conversation, sent)
    for attachment in (old, sent):
        day_ago = timezone.now() - timedelta(hours=25)
        Attachment.objects.filter(pk=attachment.pk).update(uploaded_at=day_ago)
    with django_capture_on_commit_callbacks(execute=True):
        post(client, conversation, pdf())
    left = set(Attachment.objects.values_list("pk", flat=True))
    assert old.pk not in left
    assert {sent.pk, fresh.pk} < left
    assert old.file.name not in stored("attachments")


# Sending --------------------------------------------------------------------------------------


def test_message_has_its_files_in_order_and_needs_no_body(ana, conversation):
    first, second, third = (add(ana, conversation) for _ in range(3))
    sent = send(ana, conversation, third, first)
    assert [file.pk for file in sent.files] == [third.pk, first.pk]
    assert [file.pk for file in Message.objects.for_frames().get().files] == [third.pk, first.pk]
    second.refresh_from_db()
    assert second.message is None


def test_same_nonce_returns_message_with_its_files(ana, conversation):
    file, nonce = add(ana, conversation), uuid.uuid4()
    first, again = (send(ana, conversation, file, nonce=nonce) for _ in range(2))
    assert first == again
    assert [one.pk for one in again.files] == [file.pk]


def test_file_is_used_once(ana, conversation):
    file = add(ana, conversation)
    send(ana, conversation, file)
    with pytest.raises(Invalid):
        send(ana, conversation, file)
    assert Message.objects.count() == 1


def test_upload_of_another_user_or_conversation_is_refused(ana, ben, conversation):
    elsewhere = add(ana, ConversationFactory(participants=[ana]))
    for file in (add(ben, conversation), elsewhere, Attachment(pk=uuid.uuid4())):
        with pytest.raises(Invalid):
            send(ana, conversation, file, body="look")
    assert not Message.objects.exists()


def test_drafts_of_one_batch_share_no_file(ana, conversation):
    file, other = add(ana, conversation), add(ana, conversation)
    drafts = [
        message_send.Draft(ana, conversation.pk, uuid.uuid4(), "", tuple(one.pk for one in files))
        for files in ([file], [file], [other])
    ]
    first, second, third = message_send.send_all(drafts)
    assert isinstance(second, Invalid)
    assert (first.seq, third.seq) == (1, 2)
    taken = Attachment.objects.order_by("message").values_list("message", flat=True)
    assert list(taken) == [first.pk, third.pk]


@pytest.mark.postgres
def test_concurrent_messages_share_no_file(transactional_db):
    ana = VerifiedStudentFactory()
    conversation = ConversationFactory(participants=[ana])
    file = add(ana, conversation)

    def race(_):
        try:
            return send(ana, conversation, file).pk
        except Invalid:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        sent = [pk for pk in threads.map(race, range(12)) if pk]
    assert [Attachment.objects.get().message_id] == sent
    assert list(Message.objects.values_list("seq", flat=True)) == [1]


def test_message_without_files_needs_body(ana, conversation):
    with pytest.raises(Invalid):
        send(ana, conversation)


def test_edit_may_remove_body_only_of_message_with_files(ana, conversation):
    plain, with_file = (
        send(ana, conversation, body="hi"),
        send(ana, conversation, add(ana, conversation), body="hi"),
    )
    assert message_edit.edit(ana, conversation.pk, with_file.pk, "").body == ""
    with pytest.raises(Invalid):
        message_edit.edit(ana, conversation.pk, plain.pk, "")


def test_message_without_extras_makes_no_extra_query(ana, conversation, django_assert_num_queries):
    """Only files add queries: to lock them and to assign them."""
    with CaptureQueriesContext(connection) as plain:
        send(ana, conversation, body="hi")
    files = add(ana, conversation), add(ana, conversation)
    with django_assert_num_queries(len(plain) + 2):
        send(ana, conversation, *files)
    assert not any("attachment" in query["sql"] for query in plain.captured_queries)


def test_page_of_files_makes_fixed_number_of_queries(
    client, ana, conversation, django_assert_max_num_queries
):
    for _ in range(5):
        send(ana, conversation, add(ana, conversation), add(ana, conversation))
    with django_assert_max_num_queries(6):
        page = client.get(f"/chat/{conversation.pk}/messages/").json()
    assert [len(message["attachments"]) for message in page["messages"]] == [2] * 5


def test_only_uploader_discards_unsent_file(
    client, his, ana, conversation, django_capture_on_commit_callbacks
):
    file = add(ana, conversation)
    path = f"/chat/{conversation.pk}/attachments/{file.pk}/"
    assert his.delete(path).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(path).status_code == 204
    assert file.file.name not in stored("attachments")
    sent = add(ana, conversation)
    send(ana, conversation, sent)
    assert client.delete(f"/chat/{conversation.pk}/attachments/{sent.pk}/").status_code == 404
    assert Attachment.objects.get() == sent


# Downloads ------------------------------------------------------------------------------------


def test_participants_download_sent_files(client, his, ana, conversation):
    file = add(ana, conversation)
    assert get(his, conversation, file).status_code == 404
    assert content_of(get(client, conversation, file)) == PDF
    send(ana, conversation, file)
    assert content_of(get(his, conversation, file)) == PDF


def test_stranger_has_no_access_to_files(ana, conversation):
    file = add(ana, conversation)
    send(ana, conversation, file)
    eve = VerifiedStudentFactory()
    own = ConversationFactory(participants=[eve])
    client = Client()
    client.force_login(eve)
    assert get(client, conversation, file).status_code == 404
    assert get(client, own, file).status_code == 404
    assert post(client, conversation, pdf()).status_code == 404
    for path in (file.file.name, f"photos/../{file.file.name}", rf"photos/\..\..\{file.file.name}"):
        assert client.get(f"/media/{path}").status_code == 404


def test_visitor_logs_in_first(ana, conversation):
    file = add(ana, conversation)
    send(ana, conversation, file)
    assert get(Client(), conversation, file).url.startswith("/accounts/login/")
    assert post(Client(), conversation, pdf()).url.startswith("/accounts/login/")


def test_removed_participant_loses_access_to_files(his, ana, ben, conversation):
    file, own = add(ana, conversation), add(ben, conversation)
    send(ana, conversation, file)
    send(ben, conversation, own)
    assert get(his, conversation, file).status_code in (200, 302)
    participants.leave(ben, conversation.pk)
    assert (
        get(his, conversation, file).status_code == get(his, conversation, own).status_code == 404
    )
    assert post(his, conversation, pdf()).status_code == 404


def test_deleted_message_deletes_its_files(
    client, his, ana, conversation, django_capture_on_commit_callbacks
):
    files = add(ana, conversation, picture()), add(ana, conversation)
    before = stored("attachments")
    sent = send(ana, conversation, *files)
    with django_capture_on_commit_callbacks(execute=True):
        message_edit.delete(ana, conversation.pk, sent.pk)
    for file in files:
        assert (
            get(client, conversation, file).status_code
            == get(his, conversation, file).status_code
            == 404
        )
    assert len(before - stored("attachments")) == 3
    [message] = client.get(f"/chat/{conversation.pk}/messages/").json()["messages"]
    assert (message["deleted"], message["attachments"]) == (True, [])


def test_unknown_id_is_not_found(client, conversation):
    assert get(client, conversation, Attachment()).status_code == 404
    assert client.get(f"/chat/{conversation.pk}/attachments/1/").status_code == 404
    url = f"/chat/{2**63}/attachments/{uuid.uuid4()}/"
    assert [client.get(url).status_code, client.delete(url).status_code] == [404, 404]


def test_form_of_another_site_uploads_nothing(ana, conversation):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert post(client, conversation, pdf()).status_code == 403
    assert not Attachment.objects.exists()


def test_download_is_not_cached_by_proxies(client, ana, conversation):
    assert get(client, conversation, add(ana, conversation))["Cache-Control"] == "private, no-cache"


def headers_of(response):
    """The headers of the response with the file, from this site or from the bucket."""
    if response.status_code == 302:
        with urllib.request.urlopen(response["Location"], timeout=10) as file:
            return file.headers
    return response.headers


def test_file_is_never_served_as_page(client, ana, conversation):
    photo, document = (
        add(ana, conversation, picture(name="a.png")),
        add(ana, conversation, pdf('Zoë;".html')),
    )
    shown, read = (headers_of(get(client, conversation, file)) for file in (photo, document))
    assert (shown["Content-Type"], read["Content-Type"]) == ("image/webp", "application/pdf")
    assert shown["Content-Disposition"] == 'inline; filename="a.webp"'
    assert "filename*=utf-8''Zo%C3%AB%3B%22.pdf" in read["Content-Disposition"]


def test_download_on_own_origin_is_inert(client, ana, conversation, settings):
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": on_disk}
    answer = get(client, conversation, add(ana, conversation))
    assert content_of(answer) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.s3
def test_bucket_link_is_signed_and_expires(client, ana, conversation):
    file = add(ana, conversation)
    link = get(client, conversation, file)["Location"]
    assert "X-Amz-Signature=" in link
    assert f"X-Amz-Expires={LINK_LIFETIME}" in link
    # The same URL again, so that browsers can use their cache.
    assert get(client, conversation, file)["Location"] == link
    assert headers_of(get(client, conversation, file))["Cache-Control"] == "private, max-age=300"
