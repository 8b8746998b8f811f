import importlib

from django.db import migrations

before = importlib.import_module("listings.migrations.0008_search_at_a_million")


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0008_search_at_a_million"),
    ]

    operations = [
        # Streets alike are looked for among their names, not among all rows.
        before.OnPostgres(
            "DROP INDEX listing_street",
            "CREATE INDEX listing_street ON listings_listing USING gin (street gin_trgm_ops)",
        ),
        # As the newest carry what searches narrow by, so do those of a part of town.
        before.index(
            "listing_around",
            "(public_latitude, public_longitude) INCLUDE (id, published_at, space, lease_kind,"
            " bedrooms, bathrooms, furnished, pets, rent_per_person, people, utilities, fees,"
            " available_from, available_until, lister_id, amenity_words)",
        ),
    ]
