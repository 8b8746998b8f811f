import importlib

from django.db import migrations

before = importlib.import_module("listings.migrations.0008_search_at_a_million")


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0010_alerts"),
    ]

    operations = [
        # How often an amenity occurs. What is known of a partial index is asked only where rows are
        # grouped; without this a search for two of them was planned as if it found a handful.
        before.OnPostgres(
            [
                "CREATE STATISTICS listing_amenity_words"
                " ON (string_to_array(amenity_words, ', ')) FROM listings_listing",
                "ANALYZE listings_listing",
            ],
            "DROP STATISTICS listing_amenity_words",
        ),
    ]
