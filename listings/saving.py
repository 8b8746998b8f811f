"""What a visitor wanted to save is saved once it is known who they are."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts import pending_actions
from listings.models import Listing, SavedListing, SavedSearch
from listings.models.saved_search import NotSaved
from listings.search.form import read_search

WANTED, WANTED_SEARCH = "listing_to_save", "search_to_save"


def remember(request, listing):
    """Remember a listing to save once the visitor has logged in. The login page, which comes next,
    says why it does."""
    pending_actions.remember(request, WANTED, listing.pk)
    _say_why(request, "place")


def remember_search(request, query: str):
    pending_actions.remember(request, WANTED_SEARCH, query)
    _say_why(request, "search")


def _say_why(request, what: str):
    messages.info(
        request, f"Log in or sign up to save this {what}. It is saved as soon as you are in."
    )


@receiver(user_logged_in, dispatch_uid="save-what-was-wanted")
def save_what_was_wanted(request, user, **kwargs):
    pk = pending_actions.take(request, WANTED)
    if pk and (listing := Listing.objects.visible_to(user).filter(pk=pk).first()):
        SavedListing.objects.keep(user, listing, on=True)
        # A login outside of a page has nowhere to say it.
        messages.success(request, "You are in, and the place is saved.", fail_silently=True)
    if (query := pending_actions.take(request, WANTED_SEARCH)) is not None:
        with suppress(NotSaved):  # the button, which is still there, says why
            SavedSearch.objects.keep(user, read_search(query)[0])
