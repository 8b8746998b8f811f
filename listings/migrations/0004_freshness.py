from datetime import timedelta

from django.db import migrations, models
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone


def speak_for_what_stands(apps, schema_editor):
    """Nobody was asked so far: whoever published long ago is asked now, and has time to answer."""
    said = Greatest(Coalesce("published_at", "created_at"), timezone.now() - timedelta(days=7))
    listings = apps.get_model("listings", "Listing").objects
    listings.filter(status__in=["published", "pending"]).update(confirmed_at=said)


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0003_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='listing',
            name='asked_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='listing',
            name='confirmed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='listing',
            name='untold_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(speak_for_what_stands, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('status__in', ('published', 'pending'))), fields=['confirmed_at'], name='listing_confirmed'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('status__in', ('published', 'pending'))), fields=['available_until'], name='listing_ends'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('untold_since__isnull', False)), fields=['untold_since'], name='listing_untold'),
        ),
    ]
