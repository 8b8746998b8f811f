"""What the last step shows: all that was said, in the words in which others will read it."""

from django.template.defaultfilters import pluralize

from listings.fair_housing import hints
from listings.forms.steps import STEPS
from listings.templatetags.listing_tags import dates, dollars


def parts(listing) -> list[dict]:
    """For each step {"step", "lines": what was said, "hints": what fair housing has to say}."""
    lines = {
        "kind": _kind(listing),
        "photos": _photos(listing),
        "place": _place(listing),
        "home": _home(listing),
        "money": _money(listing),
        "dates": [dates(listing)] if listing.available_from or listing.available_until else [],
        "words": list(filter(None, [listing.title, listing.description])),
    }
    words = hints(f"{listing.title} . {listing.description}")
    return [
        {
            "step": step,
            "lines": lines[step.slug],
            "hints": words if step.slug == "words" else [],
        }
        for step in STEPS
        if step.slug in lines
    ]


def _kind(listing):
    return [f"{listing.get_space_display()}, {listing.get_lease_kind_display().lower()}"]


def _photos(listing):
    count = len(listing.photos.all())
    return [f"{count} photo{'' if count == 1 else 's'}"] if count else []


def _place(listing):
    if not listing.has_location:
        return [listing.address] if listing.address else []
    written = ", ".join(filter(None, [listing.address, listing.unit_number, listing.city]))
    if listing.address_shared:
        return [written, "Everyone sees this address."]
    seen = listing.street or "a circle on the map"
    return [written, f"Others see {seen}, not the number or the exact spot."]


def _home(listing):
    baths = listing.bathrooms
    facts = [
        listing.summary() if listing.bedrooms is not None else "",
        "" if baths is None else f"{baths.normalize():f} bath{pluralize(baths)}",
        f"{listing.square_feet:,} square feet" if listing.square_feet else "",
        "furnished" if listing.furnished else "",
        "pets welcome" if listing.pets else "",
    ]
    amenities = [amenity.get_slug_display() for amenity in listing.amenities.all()]
    return [", ".join(filter(None, some)) for some in (facts, amenities) if any(some)]


def _money(listing):
    if not listing.rent:
        return []
    lines = [f"{dollars(listing.rent)} a month" + (", negotiable" if listing.negotiable else "")]
    if listing.people > 1:
        lines.append(f"{dollars(listing.rent_per_person)} for one of {listing.people} people")
    extras = {"utilities": listing.utilities, "deposit": listing.deposit, "fees": listing.fees}
    said = [f"{name} {dollars(cents)}" for name, cents in extras.items() if cents is not None]
    return lines + ([", ".join(said).capitalize()] if said else [])
