"""Remembers what a visitor tried to save, and saves it once they have logged in."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest

from accounts.authentication import pending_actions
from accounts.models import User
from listings.models import Listing, SavedListing
from listings.querysets.listing import ListingDeleted
from listings.search.form import read_search
from listings.search.saving import SearchNotSaved, save_search

LISTING, SEARCH = "listing_to_save", "search_to_save"
SAVED = "You’re logged in, and the place is saved."


def remember(request: HttpRequest, listing: Listing) -> None:
    """Remember a listing. The login page, which comes next, shows the reason."""
    pending_actions.remember(request, LISTING, listing.pk)
    _explain(request, "place")


def remember_search(request: HttpRequest, query: str) -> None:
    pending_actions.remember(request, SEARCH, query)
    _explain(request, "search")


def _explain(request: HttpRequest, noun: str) -> None:
    messages.info(
        request,
        f"Log in or sign up to save this {noun}. We’ll save it as soon as you’re logged in.",
    )


def save(request: HttpRequest, user: User) -> None:
    """Save what the visitor who has now logged in as `user` tried to save."""
    pk = pending_actions.take(request, LISTING)
    if pk and (listing := Listing.objects.visible_to(user).filter(pk=pk).first()):
        with suppress(ListingDeleted):
            SavedListing.objects.set_saved(user, listing, saved=True)
            # A login without a page, such as `Client.force_login`, can't show messages.
            messages.success(request, SAVED, fail_silently=True)
    if (query := pending_actions.take(request, SEARCH)) is not None:
        with suppress(SearchNotSaved):  # the button, which is still there, says why
            save_search(user, read_search(query))
