"""The steps in which a place is posted, in their order."""

from dataclasses import dataclass

from django import forms

from listings.forms.costs import MoneyForm
from listings.forms.dates import DatesForm
from listings.forms.description import WordsForm
from listings.forms.home import HomeForm
from listings.forms.kind import KindForm
from listings.forms.location import PlaceForm
from listings.forms.photos import PhotosForm


@dataclass(frozen=True)
class Step:
    slug: str
    name: str
    question: str
    words: str
    form: type[forms.BaseForm] | None

    @property
    def template(self) -> str:
        return f"listings/manage/steps/{self.slug}.html"

    @property
    def follows(self) -> str:
        """What stands beside the fields and follows the typing; "" where nothing does."""
        return f"listings/manage/updates/{self.slug}.html" if self.slug in LIVE else ""


LIVE = ("place", "money", "words")
STEPS = (
    Step("kind", "Kind", "What are you offering?", "", KindForm),
    Step(
        "photos", "Photos", "Show the place",
        "Daylight, from the corner of the room. The first photo is the cover.", PhotosForm,
    ),
    Step("place", "Place", "Where is it?", "", PlaceForm),
    Step("home", "Home", "What is it like?", "", HomeForm),
    Step("money", "Money", "What does it cost?", "Leave blank what you don't know.", MoneyForm),
    Step("dates", "Dates", "When is it free?", "", DatesForm),
    Step("words", "Words", "Describe it in your own words", "", WordsForm),
    Step("review", "Review", "Look it over", "", None),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}


def next_step(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def previous_step(step: Step) -> Step:
    return STEPS[max(STEPS.index(step) - 1, 0)]


def first_open(listing) -> Step:
    """The step with which one goes on: the first that lacks something, else the last."""
    missing_fields = listing.missing_fields()
    return BY_SLUG[missing_fields[0].step if missing_fields else "review"]


def progress(listing, current: Step) -> list[dict]:
    """Each step as {"step", "number", "done", "current"}; done lacks nothing."""
    open_steps = {field.step for field in listing.missing_fields()} | {"review"}
    if not listing.photos.all():
        open_steps.add("photos")
    return [
        {
            "step": step,
            "number": number,
            "done": step.slug not in open_steps,
            "current": step == current,
        }
        for number, step in enumerate(STEPS, 1)
    ]
