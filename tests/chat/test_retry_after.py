"""Errors have `retry_after` where waiting helps, over the socket and over HTTP."""

import uuid

import pytest
from django.db import OperationalError

from chat.actions import message_send
from chat.errors import Forbidden, Invalid, NotFound, RateLimited, Unavailable
from realtime.batcher import Batcher
from tests.support.chat_communicator import ChatCommunicator

JSON = {"Accept": "application/json"}

pytestmark = pytest.mark.django_db(transaction=True)


def refuse_with(monkeypatch, error: Exception):
    """From here on, every send fails with `error`."""

    def refuse(drafts):
        return [error] * len(drafts)

    monkeypatch.setattr(message_send, "send_all", refuse)
    monkeypatch.setattr(message_send, "send_batched", Batcher(refuse))


def post(client, conversation, **options):
    sent = {"body": "hi", "nonce": str(uuid.uuid4())}
    return client.post(f"/chat/{conversation.pk}/messages/", sent, **options)


async def test_rate_limited_frame_has_the_seconds_to_the_next_token(pair, limited):
    async with ChatCommunicator(pair[0]) as tab:
        frames = [await tab.send(pair[2]) for _ in range(31)]
        assert (frames[-1]["code"], frames[-1]["retry_after"]) == ("rate_limited", 1)


async def test_unavailable_frame_has_retry_after(pair, monkeypatch):
    refuse_with(monkeypatch, OperationalError("away"))
    async with ChatCommunicator(pair[0]) as tab:
        frame = await tab.send(pair[2])
        assert (frame["code"], frame["retry_after"]) == ("unavailable", 3)


@pytest.mark.parametrize("error", [Invalid, Forbidden, NotFound, RateLimited])
async def test_frame_of_error_that_waiting_does_not_lift_has_no_retry_after(
    pair, monkeypatch, error
):
    refuse_with(monkeypatch, error("In words."))
    async with ChatCommunicator(pair[0]) as tab:
        frame = await tab.send(pair[2])
        assert (frame["code"], frame["detail"]) == (error.code, "In words.")
        assert "retry_after" not in frame


def test_json_of_limit_has_retry_after_and_header(client, conversation, limited):
    answers = [post(client, conversation, headers=JSON) for _ in range(31)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "1")
    assert answers[-1].json() | {"detail": ""} == {
        "code": "rate_limited",
        "detail": "",
        "retry_after": 1,
    }


def test_page_of_limit_has_retry_after_header(client, conversation, limited):
    answers = [post(client, conversation) for _ in range(31)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "1")


@pytest.mark.parametrize("error", [Unavailable("Later."), OperationalError("away")])
def test_json_of_outage_has_retry_after_and_header(client, conversation, monkeypatch, error):
    refuse_with(monkeypatch, error)
    answer = post(client, conversation, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer["Retry-After"] == str(answer.json()["retry_after"])


def test_json_of_refusal_has_neither(client, conversation):
    answer = client.post(f"/chat/{conversation.pk}/messages/", {"body": "hi"}, headers=JSON)
    assert (answer.status_code, answer.json().keys()) == (400, {"code", "detail"})
    assert "Retry-After" not in answer
