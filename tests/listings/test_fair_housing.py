import time

import pytest

from listings.fair_housing import MAX_HINTS, hints, is_severe

TELLS_OF_THE_TENANT = [
    "no kids",
    "no small children",
    "adults only",
    "not suitable for children",
    "perfect for families",
    "no couples",
    "single mothers",
    "married couple",
    "perfect for young professionals",
    "no one over 30",
    "ages 20-25",
    "females only",
    "female roommate",
    "no guys",
    "girls preferred",
    "all-female",
    "looking for a woman",
    "Christian home",
    "Muslim roommates",
    "no Jews",
    "white people",
    "no Asians",
    "Chinese students",
    "Indian family",
    "citizens only",
    "US citizens only",
    "must be a citizen",
    "no international students",
    "must speak English",
    "no Section 8",
    "Section 8 not accepted",
    "don't accept vouchers",
    "must be employed",
    "no wheelchairs",
    "able-bodied",
    "no service animals",
    "no ESA",
    "straight only",
    "LGBTQ-friendly",
    "no veterans",
    "no felons",
    "No pets",
    "dogs are not allowed",
]

TELLS_OF_THE_HOME = [
    "The master bedroom has a walk-in closet.",
    "A family room with a fireplace, and a white family bathroom.",
    "Corner of Christian St, a short walk to Church Street.",
    "Walk to Church Street and St. Athanasius Catholic church.",
    "Single family house in a family neighborhood.",
    "Perfect for single family living? No: it is a duplex.",
    "Quiet neighbors, quiet streets, near the Jewish community center.",
    "Mother-in-law suite with a single bed and a single vanity.",
    "Close to an Asian market, an Indian restaurant and the Women's Center.",
    "Black granite counters, white walls, American foursquare from 1912.",
    "Under 30 minutes to the Loop, over 40 windows in the building.",
    "No smoking. No parking. No kidding, no fees.",
    "Pets welcome, kids welcome, Section 8 welcome.",
    "Great for students who bike, ideal for cooking, great for family dinners.",
    "Third floor walk-up, not wheelchair accessible, great view.",
    "Two girls and a guy live here now, all grad students.",
    "Kosher kitchen, near the Muslim prayer room and the Korean family restaurant.",
    "Young trees in the yard, mature garden, old people-mover posters.",
    "Men's and women's locker rooms in the gym.",
    "The adult swim is at noon, and the children's museum is near.",
    "No menu fees; no petsitting drama.",
]


@pytest.mark.parametrize("phrase", TELLS_OF_THE_TENANT)
def test_phrases_about_the_tenant_are_found(phrase):
    [hint] = hints(f"Sunny room, {phrase}, two blocks from campus.")
    assert hint.phrase in phrase
    assert hint.reason
    assert hint.wording


@pytest.mark.parametrize("sentence", TELLS_OF_THE_HOME)
def test_phrases_about_the_home_are_ignored(sentence):
    assert hints(sentence) == []


@pytest.mark.parametrize("text", ["NO   KIDS", "no\nkids", "We don’t accept vouchers"])
def test_letter_case_spaces_and_quotes_make_no_difference(text):
    assert len(hints(text)) == 1


def test_only_excluding_a_group_is_severe():
    assert is_severe("A lovely room", "citizens only")
    assert not is_severe("A lovely room", "no pets, perfect for young professionals")


def test_assistance_animals_are_named_where_pets_are_refused():
    [hint] = hints("no pets")
    assert "assistance animals" in hint.wording
    assert not hint.severe


def test_hints_are_in_the_order_of_the_text():
    found = hints("no Section 8, no kids, no pets")
    assert [hint.phrase for hint in found] == ["no Section 8", "no kids", "no pets"]


def test_hostile_text_is_checked_quickly():
    began = time.perf_counter()
    assert len(hints("no kids " * 600)) == MAX_HINTS
    assert hints("no no must be " * 350) == []
    assert time.perf_counter() - began < 1
