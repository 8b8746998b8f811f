"""The email about an invitation, to an address without an account."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.notifications import suppression
from accounts.notifications.absolute_links import absolute
from accounts.notifications.emails import message_id
from chat.models import Invitation

TEMPLATE = "chat/email/invitation"


def compose(invitation: Invitation) -> EmailMessage:
    email = invitation.email
    context = {
        "inviter": invitation.invited_by,
        "conversation": invitation.conversation,
        "link": absolute(reverse("chat:inbox")),
        "suppress_url": suppression.link_for(email),
    }
    return EmailMessage(
        # The recipient may not know the sender, so the subject has no text that users wrote.
        subject="You’re invited to a conversation on NU Housing",
        body=render_to_string(f"{TEMPLATE}.txt", context),
        to=[email],
        headers={
            "Message-ID": message_id(TEMPLATE, (invitation.pk, invitation.invited_at)),
            "Auto-Submitted": "auto-generated",
            **suppression.headers_for(email),
        },
    )
