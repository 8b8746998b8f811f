"""What a visitor wanted to save is saved once it is known who they are."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from listings.models import Listing, SavedListing

WANTED = "listing_to_save"


def remember(request, listing):
    """Keep in the session, which logging in carries over, what is to be saved then."""
    request.session[WANTED] = listing.pk


@receiver(user_logged_in, dispatch_uid="save-what-was-wanted")
def save_what_was_wanted(request, user, **kwargs):
    pk = getattr(request, "session", {}).pop(WANTED, None)
    if pk and (listing := Listing.objects.visible_to(user).filter(pk=pk).first()):
        SavedListing.objects.keep(user, listing, on=True)
