import pytest
from django.core.exceptions import ValidationError

from listings.forms.fields import CentsField


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1250", 125_000),
        ("1,250", 125_000),
        ("$1250.50", 125_050),
        (" $ 1,250.5 ", 125_050),
        ("0", 0),
        ("100000", 10_000_000),
        ("", None),
    ],
)
def test_dollars_are_read_as_people_type_them(typed, cents):
    assert CentsField().clean(typed) == cents


@pytest.mark.parametrize(
    "typed",
    ["12,50", "1.250", "-5", "1e3", "100000.01", "9" * 400, "١٢", "1\x00", "free", "5 to 6"],
)
def test_invalid_amount_is_an_error(typed):
    with pytest.raises(ValidationError) as refusal:
        CentsField().clean(typed)
    assert len(refusal.value.messages) == 1


@pytest.mark.parametrize(
    ("cents", "shown"), [(125_000, "1,250"), (125_050, "1,250.50"), (0, "0"), (None, None)]
)
def test_cents_are_shown_as_people_type_them(cents, shown):
    assert CentsField().prepare_value(cents) == shown


def test_invalid_input_is_shown_as_typed():
    assert CentsField().prepare_value("$1,2,3") == "$1,2,3"


def test_rent_of_zero_is_an_error():
    with pytest.raises(ValidationError, match=r"at least \$1"):
        CentsField(min_value=100).clean("0.99")
