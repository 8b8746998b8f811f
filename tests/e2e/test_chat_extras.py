"""What comes with a message: photos, PDFs, and the message that it replies to."""

import uuid

import pytest
from playwright.sync_api import expect

from chat.actions import attachments
from chat.models import Attachment, Message, Participant
from tests.e2e.test_chat import (
    NORMAL,
    await_line,
    enter,
    history,
    message,
    numbered,
    options,
    tell,
    write,
)
from tests.support.factories import PDF, ConversationFactory, pdf, picture


@pytest.fixture
def pair(two_people):
    (ana, hers), (ben, his) = two_people
    conversation = ConversationFactory(name="Noyes house", participants=[ana, ben])
    return conversation, (ana, hers), (ben, his)


def payload(name="lease.pdf", content=PDF, kind="application/pdf") -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def photo(name, **shape) -> dict:
    return payload(name, picture(name=name, **shape).read(), "image/jpeg")


def choose(page, *files: dict):
    page.get_by_label("Attach photos or PDFs").set_input_files(list(files))


def attached(page):
    return page.get_by_role("list", name="Attached files").get_by_role("listitem")


@pytest.mark.console_errors  # for a refused upload
def test_photos_and_a_pdf_reach_the_other_user(pair, assert_accessible):
    conversation, (_, hers), (_, his) = pair
    for page in (hers, his):
        enter(page, conversation)
    choose(hers, photo("kitchen.jpg"), payload("notes.pdf", b"<html>"), photo("b.jpg"), payload())
    refused = attached(hers).filter(has_text="notes.pdf")
    expect(refused).to_contain_text("You can send photos")
    write(hers, "The kitchen, and the lease")
    expect(hers.get_by_text("A file couldn’t be attached.")).to_be_visible()
    assert_accessible(hers)
    other = hers.context.new_page()
    enter(other, conversation)
    expect(attached(other).filter(has_text="kitchen.jpg")).to_be_visible()
    refused.get_by_role("button", name="Remove notes.pdf").click()
    attached(hers).filter(has_text="b.jpg").get_by_role("button", name="Remove").click()
    expect(attached(hers).filter(has_text="lease.pdf")).to_contain_text("1 KB")
    hers.reload()  # an uploaded file waits for its message
    expect(attached(hers)).to_have_count(2)
    expect(hers.get_by_label("Message", exact=True)).to_have_value("The kitchen, and the lease")
    hers.get_by_role("button", name="Send").click()
    seen = message(his, "The kitchen, and the lease")
    shown = seen.get_by_role("img", name="Photo from Ana: kitchen.jpg")
    expect(shown).to_have_js_property("naturalWidth", 640)
    assert shown.bounding_box()["width"] == 320
    expect(seen.get_by_role("link", name="lease.pdf 1 KB")).to_be_visible()
    for page in (hers, other):  # another tab doesn't send them again
        expect(attached(page).filter(has_text="kitchen.jpg")).to_have_count(0)
    assert_accessible(his)
    shown.click()
    large = his.get_by_role("dialog", name="Photos of this conversation").get_by_role("img")
    expect(large).to_have_js_property("naturalWidth", 640)
    assert_accessible(his)
    his.keyboard.press("Escape")
    expect(seen.locator(".message-photo")).to_be_focused()
    assert [file.name for file in Message.objects.for_frames().get().files] == [
        "kitchen.jpg",
        "lease.pdf",
    ]
    assert not Attachment.objects.filter(message=None).exists()


def test_live_files_and_quotes_look_like_those_from_the_server(pair):
    conversation, (_, hers), (ben, his) = pair
    [first] = history(conversation, ben, "Send it over?")
    photos = [attachments.add(ben, conversation.pk, picture(90, 900)) for _ in range(2)]
    [only] = history(conversation, ben, "")
    only.attachments.add(photos[0])
    Participant.objects.filter(user=ben).update(read_seq=2)
    for page in (hers, his):
        enter(page, conversation)
    files = [str(photos[1].pk), str(attachments.add(ben, conversation.pk, pdf("a.pdf")).pk)]
    for body, extras in [
        ("here", {"attachments": files, "reply_to": first.pk}),
        ("nice", {"reply_to": only.pk}),
    ]:
        tell(his, conversation, type="send", nonce=str(uuid.uuid4()), body=body, **extras)
    tell(his, conversation, type="delete", message=first.pk)
    expect(message(hers, "here").locator(".quote")).to_contain_text("Message deleted")
    expect(message(hers, "nice").locator(".quote")).to_contain_text("Photo")
    live = hers.locator(".chat-log-list").evaluate(NORMAL)
    hers.route("**/conversation*.js", lambda route: route.fulfill(content_type="text/javascript"))
    hers.reload()
    assert hers.locator(".chat-log-list").evaluate(NORMAL) == live


def test_message_waits_for_its_files_and_an_image_can_be_pasted(pair):
    conversation, (_, hers), (_, his) = pair
    for page in (hers, his):
        enter(page, conversation)
    held = []
    hers.route("**/attachments/", lambda route: held.append(route))
    with hers.expect_request("**/attachments/"):
        hers.get_by_label("Message", exact=True).evaluate(
            """async (box) => {
                const canvas = document.createElement("canvas");
                const blob = await new Promise((then) => canvas.toBlob(then));
                const clipboardData = new DataTransfer();
                clipboardData.items.add(new File([blob], "image.png", { type: "image/png" }));
                box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
            }"""
        )
    expect(attached(hers)).to_have_count(1)
    hers.get_by_role("button", name="Send").click()
    expect(hers.get_by_text("It will be sent as soon as its files are uploaded.")).to_be_visible()
    assert not Message.objects.exists()
    while not held:
        hers.evaluate("new Promise(requestAnimationFrame)")
    held[0].continue_()
    expect(his.get_by_role("img", name="Photo from Ana: image.png")).to_be_visible()
    expect(attached(hers)).to_have_count(0)
    sent = Message.objects.for_frames().get()
    assert (sent.body, len(sent.files)) == ("", 1)


def test_reply_quotes_links_to_and_follows_its_message(pair, assert_accessible):
    conversation, (_, hers), (ben, his) = pair
    [first] = history(conversation, ben, "Is Thursday fine?")
    history(conversation, ben, *numbered(70))
    for page in (hers, his):
        enter(page, conversation)
    hers.goto(f"{conversation.get_absolute_url()}?at=1")
    options(hers, "Is Thursday fine?").get_by_role("button", name="Reply").press("Enter")
    expect(hers.get_by_text("Reply to Ben Is Thursday fine?")).to_be_visible()
    hers.keyboard.press("Escape")
    expect(hers.get_by_text("Reply to Ben")).to_be_hidden()
    options(hers, "Is Thursday fine?").get_by_role("button", name="Reply").press("Enter")
    hers.reload()  # it is part of the draft
    expect(hers.get_by_text("Reply to Ben Is Thursday fine?")).to_be_visible()
    assert_accessible(hers)
    write(hers, "It is")
    quote = message(his, "It is").get_by_role("link", name="In reply to You Is Thursday fine?")
    expect(quote).to_be_visible()
    quote.click()
    expect(message(his, "Is Thursday fine?").first).to_be_in_viewport()
    expect(his.locator("[data-found]")).to_contain_text("Is Thursday fine?")
    await_line(his)
    tell(his, conversation, type="edit", message=first.pk, body="Is Friday fine?")
    hers_quote = message(hers, "It is").last.locator(".quote")
    expect(hers_quote).to_have_text("In reply to Ben Is Friday fine?")
    tell(his, conversation, type="delete", message=first.pk)
    expect(hers_quote).to_have_text("In reply to Ben Message deleted")
