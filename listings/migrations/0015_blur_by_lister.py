"""Recomputes every public point by the rule of `listings.models.location_blur`: offsets that were drawn for
each listing can be averaged away where a lister has several at one address."""

from django.db import migrations

from listings.models import location_blur

BATCH = 500
COLUMNS = ["blur_north", "blur_east", "public_latitude", "public_longitude"]


def recompute(apps, schema_editor):
    listings = apps.get_model("listings", "Listing").objects.exclude(latitude=None)
    fields = ["pk", "lister_id", "latitude", "longitude", "address_shared", *COLUMNS]
    last = 0
    while rows := list(listings.filter(pk__gt=last).order_by("pk").only(*fields)[:BATCH]):
        for row in rows:
            location_blur.place(row)
        listings.bulk_update(rows, COLUMNS)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("listings", "0014_listing_removed")]

    operations = [migrations.RunPython(recompute, migrations.RunPython.noop)]
