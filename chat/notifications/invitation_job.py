"""The job that emails invitations to addresses without an account.

It runs right after an invitation, in the background of the web process, so that the response time
doesn't reveal who has an account; and in `send_unread`, which sends what is left.
`accounts.notifications.email_job` describes how no email is sent twice and none is lost.
"""

from allauth.account.models import EmailAddress

from accounts.notifications import background_jobs, email_job, suppression
from accounts.notifications.absolute_links import site_url
from accounts.notifications.email_job import Send
from chat.models import Invitation
from chat.notifications import invitation_email


def send() -> tuple[int, int]:
    """Send every email that is due. Returns how many were sent, and how many failed.

    Raises OSError if the mail server can't be reached, and AddressUnknown if the site's address
    isn't known. The next run sends what this one could not.
    """
    site_url()
    due = Invitation.objects.email_due().order_by("pk").values_list("pk", flat=True)
    return email_job.email_each(list(due), Invitation.objects.all(), _send_one)


def send_soon() -> None:
    background_jobs.request(send)


def _send_one(pk: int, send: Send) -> bool:
    # Queried after it is locked: by now, it may be withdrawn, or deleted because it was accepted.
    still_open = Invitation.objects.filter(pk=pk, state=Invitation.State.OPEN)
    invitation = still_open.select_related("invited_by", "conversation").first()
    if invitation is None:
        return False
    is_wanted = _is_wanted(invitation)
    if is_wanted:
        send(invitation_email.compose(invitation))
    Invitation.objects.filter(pk=pk).update(email_due_at=None)
    return is_wanted


def _is_wanted(invitation: Invitation) -> bool:
    """Users who have confirmed the address find the invitation in their inbox."""
    known = EmailAddress.objects.filter(email=invitation.email, verified=True)
    return (
        invitation.invited_by.is_active
        and not known.exists()
        and not suppression.is_suppressed(invitation.email)
    )
