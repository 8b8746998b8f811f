"""What a visitor wanted to save is saved once it is known who they are."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from listings.models import Listing, SavedListing, SavedSearch
from listings.models.saved_search import NotSaved
from listings.search.form import read_search

WANTED, WANTED_SEARCH = "listing_to_save", "search_to_save"


def remember(request, listing):
    """Keep in the session, which logging in carries over, what is to be saved then. The next page,
    which asks to log in, says why."""
    request.session[WANTED] = listing.pk
    _say_why(request, "place")


def remember_search(request, query: str):
    request.session[WANTED_SEARCH] = query
    _say_why(request, "search")


def _say_why(request, what: str):
    messages.info(
        request, f"Log in or sign up to save this {what}. It is saved as soon as you are in."
    )


@receiver(user_logged_in, dispatch_uid="save-what-was-wanted")
def save_what_was_wanted(request, user, **kwargs):
    session = getattr(request, "session", {})
    pk = session.pop(WANTED, None)
    if pk and (listing := Listing.objects.visible_to(user).filter(pk=pk).first()):
        SavedListing.objects.keep(user, listing, on=True)
        # A login outside of a page has nowhere to say it.
        messages.success(request, "You are in, and the place is saved.", fail_silently=True)
    if (query := session.pop(WANTED_SEARCH, None)) is not None:
        with suppress(NotSaved):  # the button, which is still there, says why
            SavedSearch.objects.keep(user, read_search(query)[0])
