"""Invitations to conversations. Nothing here reveals whether an address has an account."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.email_addresses import normalize_address
from accounts.models import User
from accounts.rate_limits.attempts import may_email_invitation
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, mailbox_of, take_all
from accounts.rate_limits.limits import INVITATIONS, INVITATIONS_BY_NETWORK
from chat.delivery import publish
from chat.errors import Forbidden, invitation_not_found
from chat.models import Conversation, Invitation, Participant
from chat.notifications import invitation_job
from chat.protocol import outgoing
from chat.rate_limits import too_many

# An address gets no second email about the same conversation before this.
EMAIL_AGAIN_AFTER = timedelta(days=1)


def take_invitations(inviter: User, number: int, network: str | None) -> None:
    """Count invitations of an account and of its network. Call it outside a transaction. Raises
    RateLimited."""
    buckets = buckets_of_account(INVITATIONS, inviter)
    if network:
        buckets.append((INVITATIONS_BY_NETWORK, network))
    try:
        take_all(*buckets, cost=number)
    except LimitReached as reached:
        raise too_many("invitations", reached) from reached


@transaction.atomic
def invite(inviter: User, conversation: Conversation, emails: list[str]) -> None:
    """Invite by address: users who have confirmed it find the invitation in their inbox, other
    addresses get an email. Call `take_invitations` first. Raises NotFound if the inviter isn't a
    participant."""
    # While this is locked, nobody accepts an invitation, which deletes it.
    Participant.objects.lock(inviter, conversation.pk)
    addresses = {normalize_address(email) for email in emails}
    # In the order of mailboxes, whose limits are locked until the commit.
    for email in sorted(addresses, key=lambda email: (mailbox_of(email), email)):
        _open_invitation(inviter, conversation, email)
        known = EmailAddress.objects.filter(email=email, verified=True).first()
        if known:
            # An open inbox shows it at once.
            frame = outgoing.ConversationFrame({"id": conversation.pk, "invited": True})
            publish.to_user(known.user_id, text=frame.text())
    transaction.on_commit(invitation_job.send_soon, robust=True)


def decline(user: User, conversation_id: int) -> None:
    """Decline an invitation, without notifying anyone. Raises NotFound if there is none."""
    pending = Invitation.objects.pending_for(user).filter(conversation_id=conversation_id)
    if not pending.update(state=Invitation.State.DECLINED):
        raise invitation_not_found()


@transaction.atomic
def withdraw(user: User, conversation_id: int, invitation_id: int) -> None:
    """Withdraw an invitation. Raises NotFound if the user isn't a participant, Forbidden if they
    may not withdraw it."""
    participant = Participant.objects.lock(user, conversation_id)
    conversation = participant.conversation
    invitation = conversation.invitations.filter(pk=invitation_id).first()
    if invitation is None:
        return
    if not invitation.may_be_withdrawn_by(participant, conversation.host):
        raise Forbidden(
            "Only the person who sent this invitation, or who has been here longest, can take it "
            "back."
        )
    invitation.state = Invitation.State.WITHDRAWN
    invitation.save(update_fields=["state"])


def _open_invitation(inviter: User, conversation: Conversation, email: str) -> None:
    """Create or reopen an invitation, unless it was declined, and record whether an email is due.

    The same for an address with an account, which then gets none: the response time must not
    reveal which addresses have one.
    """
    now = timezone.now()
    invitation, is_new = Invitation.objects.select_for_update().get_or_create(
        conversation=conversation, email=email, defaults={"invited_by": inviter}
    )
    # Even if it was declined, which the inviter mustn't notice.
    invitation.invited_by = inviter
    written = ["invited_by"]
    if invitation.state != Invitation.State.DECLINED:
        is_news = is_new or now - invitation.invited_at > EMAIL_AGAIN_AFTER
        invitation.invited_at, invitation.state = now, Invitation.State.OPEN
        written += ["invited_at", "state"]
        # In the transaction: if the invitation isn't saved, the rollback returns the token.
        if is_news and may_email_invitation(email):
            invitation.email_due_at = now
            written.append("email_due_at")
    invitation.save(update_fields=written)
