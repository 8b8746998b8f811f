"""The steps of posting a listing, in their order."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from listings.forms.costs import CostsForm
from listings.forms.dates import DatesForm
from listings.forms.description import DescriptionForm
from listings.forms.home import HomeForm
from listings.forms.kind import KindForm
from listings.forms.location import LocationForm
from listings.forms.photos import PhotosForm
from listings.models import Listing

# The values of `step` in URLs that differ from the names of the steps.
SLUGS = {"location": "place", "costs": "money", "description": "words"}


@dataclass(frozen=True)
class Step:
    """`name` is for code and templates, `label` for pages, `slug` for URLs."""

    name: str
    label: str
    question: str
    advice: str
    form: type[forms.BaseForm] | None

    @property
    def slug(self) -> str:
        return SLUGS.get(self.name, self.name)

    @property
    def template(self) -> str:
        return f"listings/manage/steps/{self.name}.html"

    @property
    def live_template(self) -> str:
        """The template that is updated beside the fields while the user types, or ""."""
        return f"listings/manage/updates/{self.name}.html" if self.name in LIVE else ""


LIVE = ("location", "costs", "description")
STEPS = (
    Step("kind", "Kind", "What are you offering?", "", KindForm),
    Step(
        "photos", "Photos", "Show the place",
        "Daylight, from the corner of the room. The first photo is the cover.", PhotosForm,
    ),
    Step("location", "Location", "Where is it?", "", LocationForm),
    Step("home", "Home", "What is it like?", "", HomeForm),
    Step("costs", "Costs", "What does it cost?", "Leave anything you don’t know blank.", CostsForm),
    Step("dates", "Dates", "When is it available?", "", DatesForm),
    Step("description", "Description", "Describe it in your own words", "", DescriptionForm),
    Step("review", "Review", "Look it over", "", None),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
BY_SLUG = {step.slug: step for step in STEPS}


def step_url(pk: int, name: str) -> str:
    """The URL of a step of the listing with this id."""
    return reverse("listings:edit", args=[pk], query={"step": BY_NAME[name].slug})


def next_step(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def previous_step(step: Step) -> Step:
    return STEPS[max(STEPS.index(step) - 1, 0)]


def first_incomplete(listing: Listing) -> Step:
    """The step to continue with: the first with a missing field, or the last."""
    missing = listing.missing_fields()
    return BY_NAME[missing[0].step if missing else "review"]


def progress(listing: Listing, current: Step) -> list[dict[str, Any]]:
    """Each step as {"step", "number", "done", "current"}; done means that nothing is missing."""
    incomplete = {field.step for field in listing.missing_fields()} | {"review"}
    if not listing.photos.all():
        incomplete.add("photos")
    return [
        {
            "step": step,
            "number": number,
            "done": step.name not in incomplete,
            "current": step == current,
        }
        for number, step in enumerate(STEPS, 1)
    ]
