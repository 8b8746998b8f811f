"""Saves searches, with the columns by which `listings.alerts` finds those that match a listing."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from accounts.models import User
from listings.models import SavedSearch
from listings.search.chips import name_of
from listings.search.criteria import Search
from listings.search.filters import FILTERS

MAX_PER_USER = 20
# Where two filters narrow down one column, the narrower one counts.
NARROWER = {"max_rent": min, "west": max, "south": max, "east": min, "north": min}


class SearchNotSaved(Exception):
    """Tells the user, in a sentence, why their search can't be saved."""


def save_search(user: User, search: Search) -> tuple[SavedSearch, bool]:
    """Save a search without its sort order; returns it and whether it is new. Raises
    SearchNotSaved."""
    search = search.without("sort")
    if search == Search():
        raise SearchNotSaved("Choose at least one filter, then save the search.")
    with transaction.atomic():
        # Locked: otherwise two requests at once could both find room for one more.
        get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
        saved = SavedSearch.objects.filter(user=user)
        if existing := saved.filter(query=search.query()).first():
            return existing, False
        if saved.count() >= MAX_PER_USER:
            raise SearchNotSaved(f"You can save {MAX_PER_USER} searches at most. Delete one first.")
        created = SavedSearch.objects.create(user=user, name=name_of(search), **columns_of(search))
        return created, True


def columns_of(search: Search) -> dict[str, Any]:
    """The columns of a SavedSearch that hold `search`."""
    columns: dict[str, Any] = {}
    for each in FILTERS:
        for name, value in each.saved_columns(search).items():
            known = columns.get(name)
            columns[name] = value if known is None else NARROWER[name](known, value)
    return columns | {"query": search.query()}
