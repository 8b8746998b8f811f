"""What holds for every filter of the search."""

import pytest
from django.template.loader import get_template

from listings.models import Listing
from listings.models.diff import SEARCHED, TEXTS
from listings.search.controls import PANELS
from listings.search.criteria import Search
from listings.search.filters import FILTERS

every_filter = pytest.mark.parametrize("each", FILTERS, ids=lambda each: type(each).__name__)


@every_filter
def test_columns_that_filters_read_are_in_the_change_log(each):
    assert set(each.reads) <= set(SEARCHED)


@every_filter
def test_filter_is_off_by_default(each):
    search = Search()
    assert each.condition(search) is None
    assert each.chips(search) == []
    assert not any(each.saved_columns(search).values())


@every_filter
def test_filter_in_a_panel_has_a_template(each):
    assert bool(each.template) == (each.group in PANELS)
    if each.template:
        get_template(each.template)


def test_old_values_of_texts_are_not_needed_to_match_saved_searches():
    listing = Listing(**dict.fromkeys(TEXTS))
    for each in FILTERS:
        each.may_match(listing)
    assert {each.is_in_columns for each in FILTERS if set(each.reads) & set(TEXTS)} == {False}


def test_search_has_only_the_parameters_of_filters():
    with pytest.raises(TypeError, match="castle"):
        Search(castle=True)
    with pytest.raises(AttributeError):
        Search().castle  # noqa: B018
    with pytest.raises(AttributeError):
        Search().furnished = True
