import importlib

from django.db import migrations

before = importlib.import_module("listings.migrations.0008_search_at_a_million")


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0011_amenities_together"),
    ]

    operations = [
        # Thousands of the lowest rents are passed over for the lowest costs.
        before.index(
            "listing_rented",
            "(rent_per_person, id) INCLUDE (published_at, space, lease_kind, bedrooms, bathrooms,"
            " furnished, pets, people, utilities, fees, available_from, available_until,"
            " public_latitude, public_longitude, lister_id, amenity_words)",
        ),
    ]
