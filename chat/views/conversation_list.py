from typing import Any

from accounts.models import User
from chat.models import Conversation, Invitation

LISTED = 50  # conversations


def conversation_list(user: User, *, limit: int | None = LISTED) -> dict[str, Any]:
    """The context of the list beside every conversation: the `limit` most recently active ones, or
    all."""
    conversations = Conversation.objects.for_user(user).for_inbox()
    listed = list(conversations if limit is None else conversations[: limit + 1])
    invitations = Invitation.objects.pending_for(user)
    return {
        "conversations": listed[:limit],
        "has_more": limit is not None and len(listed) > limit,
        "invitations": invitations.select_related("conversation", "invited_by"),
    }
