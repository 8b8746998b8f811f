import math

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import listings.models.search_document

AT_ONCE = 500

# The rules of this migration's day; `listings.models.keywords` and `listings.models.amenity` have
# today's.
AMENITIES = {
    "laundry": "In-unit laundry",
    "shared-laundry": "Laundry in the building",
    "dishwasher": "Dishwasher",
    "air-conditioning": "Air conditioning",
    "heat-included": "Heat included",
    "internet": "Internet included",
    "parking": "Parking",
    "bike-storage": "Bike storage",
    "balcony": "Balcony or porch",
    "yard": "Yard",
    "gym": "Gym",
    "elevator": "Elevator",
    "step-free": "Step-free entrance",
    "desk": "Desk",
    "storage": "Storage",
    "fireplace": "Fireplace",
    "pool": "Pool",
    "doorman": "Doorman",
}
SPACES = {"entire": "entire place apartment", "room": "room"}
LEASES = {"sublet": "sublet sublease", "takeover": "lease takeover"}
FULL_SUFFIX = {
    "ave": "Avenue", "st": "Street", "rd": "Road", "pl": "Place", "blvd": "Boulevard",
}  # fmt: skip
NEIGHBORHOODS = (
    ("Central Street", 42.06400, -87.68570),
    ("Noyes", 42.05830, -87.68330),
    ("Foster", 42.05410, -87.68360),
    ("Downtown", 42.04775, -87.68410),
    ("Dempster", 42.04130, -87.68160),
    ("Main Street", 42.03350, -87.67950),
    ("South Boulevard", 42.02740, -87.67830),
)
REACH = 1_100  # meters
METERS_PER_DEGREE = 111_195


def keywords_of(row):
    beds = row.bedrooms
    name, _, suffix = row.street.rpartition(" ")
    full = FULL_SUFFIX.get(suffix.lower().rstrip("."))
    words = [
        SPACES.get(row.space),
        LEASES.get(row.lease_kind),
        "studio" if beds == 0 else f"{beds} bedroom {beds}bed {beds}br" if beds else "",
        "furnished" if row.furnished else "",
        "pets" if row.pets else "",
        f"{name} {full}" if name and full else "",
        row.city,
        part_of_town(row.public_latitude, row.public_longitude),
    ]
    return " ".join(filter(None, words))


def part_of_town(latitude, longitude):
    if latitude is None or longitude is None:
        return ""

    def meters_to(part):
        _, north, east = part
        narrower = math.cos(math.radians(latitude))
        return METERS_PER_DEGREE * math.hypot(north - latitude, (east - longitude) * narrower)

    nearest = min(NEIGHBORHOODS, key=meters_to)
    if meters_to(nearest) > REACH:
        return ""
    area = "north" if latitude >= 42.0558 else "mid" if latitude >= 42.0520 else "south"
    return f"{nearest[0]} {area} campus"


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
        slugs = {amenity.slug for amenity in row.amenities.all()}
        row.amenity_words = ", ".join(name for slug, name in AMENITIES.items() if slug in slugs)
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
                expression=listings.models.search_document.Document(
                    "title", "street", "keywords", "amenity_words", "description"
                ),
                output_field=listings.models.search_document.SearchDocumentField(),
            ),
        ),
        OnPostgres(
            "CREATE INDEX listing_words ON listings_listing USING gin (words);"
            "CREATE INDEX listing_street ON listings_listing USING gin (street gin_trgm_ops)",
            "DROP INDEX listing_words; DROP INDEX listing_street",
        ),
    ]
