"""Answers ChatErrors with pages, so that only participants learn of a conversation."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request_types import AuthenticatedRequest
from chat.errors import Forbidden, Invalid, NotFound, conversation_not_found
from chat.views.conversation_list import conversation_list
from chat.views.parameters import MAX_ID

View = Callable[[AuthenticatedRequest, int], HttpResponse]


def for_participants(view: View) -> View:
    """Answer a ChatError with a page. Whether a conversation exists makes no difference to anyone
    but its participants."""

    @wraps(view)
    def answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
        try:
            if pk > MAX_ID:
                raise conversation_not_found()
            return view(request, pk)
        except NotFound:
            return _not_a_participant(request, pk)
        except Forbidden as error:
            raise PermissionDenied(error.detail) from error
        except Invalid as error:
            raise BadRequest(error.detail) from error

    return answer


def _not_a_participant(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    context = conversation_list(request.user)
    invitation = next((one for one in context["invitations"] if one.conversation_id == pk), None)
    context = {"invitation": invitation, **context}
    return render(request, "chat/not_a_participant.html", context, status=404)
