"""The last step: a summary of the listing as others will read it."""

from typing import Any

from django.template.defaultfilters import pluralize

from listings.fair_housing import hints
from listings.forms.steps import STEPS
from listings.models import Listing
from listings.templatetags.listing_tags import dates, dollars


def sections(listing: Listing) -> list[dict[str, Any]]:
    """For each step {"step", "lines": what was filled in, "hints": about fair housing}."""
    lines = {
        "kind": _kind(listing),
        "photos": _photos(listing),
        "location": _location(listing),
        "home": _home(listing),
        "costs": _costs(listing),
        "dates": [dates(listing)] if listing.available_from or listing.available_until else [],
        "description": list(filter(None, [listing.title, listing.description])),
    }
    found = hints(f"{listing.title} . {listing.description}")
    return [
        {
            "step": step,
            "lines": lines[step.name],
            "hints": found if step.name == "description" else [],
        }
        for step in STEPS
        if step.name in lines
    ]


def _kind(listing: Listing) -> list[str]:
    return [f"{listing.get_space_display()}, {listing.get_lease_kind_display().lower()}"]


def _photos(listing: Listing) -> list[str]:
    count = len(listing.photos.all())
    return [f"{count} photo{'' if count == 1 else 's'}"] if count else []


def _location(listing: Listing) -> list[str]:
    if not listing.has_location:
        return [listing.address] if listing.address else []
    written = ", ".join(filter(None, [listing.address, listing.unit_number, listing.city]))
    if listing.address_shared:
        return [written, "Everyone sees this address."]
    public = listing.street or "a circle on the map"
    return [written, f"Others see {public}, not the number or the exact spot."]


def _home(listing: Listing) -> list[str]:
    baths = listing.bathrooms
    facts = [
        listing.summary() if listing.bedrooms is not None else "",
        "" if baths is None else f"{baths.normalize():f} bath{pluralize(baths)}",
        f"{listing.square_feet:,} square feet" if listing.square_feet else "",
        "furnished" if listing.furnished else "",
        "pets welcome" if listing.pets else "",
    ]
    amenities = [amenity.get_slug_display() for amenity in listing.amenities.all()]
    return [", ".join(filter(None, line)) for line in (facts, amenities) if any(line)]


def _costs(listing: Listing) -> list[str]:
    if not listing.rent:
        return []
    lines = [f"{dollars(listing.rent)} a month" + (", negotiable" if listing.negotiable else "")]
    if listing.people > 1:
        lines.append(f"{dollars(listing.rent_per_person)} for one of {listing.people} people")
    extras = {"utilities": listing.utilities, "deposit": listing.deposit, "fees": listing.fees}
    known = [f"{name} {dollars(cents)}" for name, cents in extras.items() if cents is not None]
    return lines + ([", ".join(known).capitalize()] if known else [])
