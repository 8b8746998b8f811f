"""A listing in the terms of schema.org, for search engines and link previews."""

from decimal import Decimal
from typing import Any

from listings.models import Listing


def structured_data(listing: Listing, page_url: str, images: list[str]) -> dict[str, Any]:
    """JSON-LD of what everyone may see: the address as far as it is public, and no coordinates."""
    return _without_none(
        {
            "@context": "https://schema.org",
            "@type": "RealEstateListing",
            "name": str(listing),
            "description": listing.description or None,
            "url": page_url,
            "image": images or None,
            "datePosted": listing.published_at and listing.published_at.date().isoformat(),
            "mainEntity": _home(listing),
            "offers": _offer(listing),
        }
    )


def _home(listing: Listing) -> dict[str, Any]:
    room = listing.space == Listing.Space.ROOM
    return _without_none(
        {
            "@type": "Room" if room else "Apartment",
            "name": listing.summary(),
            "numberOfBedrooms": None if room else listing.bedrooms,
            "numberOfBathroomsTotal": None if room else _number(listing.bathrooms),
            "floorSize": listing.square_feet
            and {"@type": "QuantitativeValue", "value": listing.square_feet, "unitCode": "FTK"},
            "petsAllowed": listing.pets,
            "amenityFeature": [
                {
                    "@type": "LocationFeatureSpecification",
                    "name": amenity.get_slug_display(),
                    "value": True,
                }
                for amenity in listing.amenities.all()
            ],
            "address": _address(listing),
        }
    )


def _address(listing: Listing) -> dict[str, Any]:
    return _without_none(
        {
            "@type": "PostalAddress",
            "streetAddress": listing.public_address or None,
            "addressLocality": listing.city or None,
            "addressRegion": listing.state or None,
            "addressCountry": "US",
        }
    )


def _offer(listing: Listing) -> dict[str, Any] | None:
    if listing.rent is None:
        return None
    return _without_none(
        {
            "@type": "Offer",
            "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
            "availability": f"https://schema.org/{'InStock' if listing.is_open else 'SoldOut'}",
            "availabilityStarts": listing.available_from and listing.available_from.isoformat(),
            "availabilityEnds": listing.available_until and listing.available_until.isoformat(),
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": listing.rent / 100,
                "priceCurrency": "USD",
                "unitCode": "MON",
            },
        }
    )


def _number(decimal: Decimal | None) -> float | None:
    return None if decimal is None else float(decimal)


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
