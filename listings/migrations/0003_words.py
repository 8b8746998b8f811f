from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import listings.search.search_document
from listings.models.amenity import Amenity
from listings.search.keywords import keywords_of

AT_ONCE = 500


class OnPostgres(migrations.RunSQL):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def write_words(apps, schema_editor):
    """Of what stands already; from now on each row is written with them."""
    rows = apps.get_model("listings", "Listing").objects.prefetch_related("amenities")
    some = []
    for row in rows.order_by("pk").iterator(AT_ONCE):
        row.keywords = keywords_of(row)
        row.amenity_words = Amenity.words({amenity.slug for amenity in row.amenities.all()})
        some.append(row)
        if len(some) == AT_ONCE:
            rows.bulk_update(some, ["keywords", "amenity_words"])
            some = []
    rows.bulk_update(some, ["keywords", "amenity_words"])


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0002_change"),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddField(
            model_name="listing",
            name="amenity_words",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="listing",
            name="keywords",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.RunPython(write_words, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="listing",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=listings.search.search_document.Document(
                    "title", "street", "keywords", "amenity_words", "description"
                ),
                output_field=listings.search.search_document.WordsField(),
            ),
        ),
        OnPostgres(
            "CREATE INDEX listing_words ON listings_listing USING gin (words);"
            "CREATE INDEX listing_street ON listings_listing USING gin (street gin_trgm_ops)",
            "DROP INDEX listing_words; DROP INDEX listing_street",
        ),
    ]
