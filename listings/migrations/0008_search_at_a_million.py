from django.db import migrations

# What searches narrow by, beside the order of the newest: without a look at the rows, which are
# wide, thousands of them are passed over in a millisecond.
SEARCHED = """
    space, lease_kind, bedrooms, bathrooms, furnished, pets, rent_per_person, people, utilities,
    fees, available_from, available_until, public_latitude, public_longitude, lister_id,
    amenity_words
"""


class OnPostgres(migrations.RunSQL):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def index(name, definition):
    return OnPostgres(
        f"CREATE INDEX {name} ON listings_listing {definition} WHERE status = 'published'",
        f"DROP INDEX {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0007_photo_once"),
    ]

    operations = [
        index("listing_searched", f"(published_at DESC, id DESC) INCLUDE ({SEARCHED})"),
        index("listing_amenities", "USING gin (string_to_array(amenity_words, ', '))"),
        index("listing_street_names", "(street)"),
    ]
