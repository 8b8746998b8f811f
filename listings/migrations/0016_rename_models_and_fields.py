"""Renames models and fields in Django's state alone. Tables, columns, indexes and constraints keep
their names: during a deploy the previous release runs on them for a moment."""

import django.core.serializers.json
from django.db import migrations, models

import listings.models.search_document


class Migration(migrations.Migration):
    dependencies = [("listings", "0015_blur_by_lister")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                # Change -> ChangeLogEntry
                migrations.RemoveIndex("change", "change_untold"),
                migrations.RenameModel("Change", "ChangeLogEntry"),
                migrations.AlterModelTable("changelogentry", "listings_change"),
                migrations.AlterModelOptions(
                    "changelogentry", {"verbose_name_plural": "change log entries"}
                ),
                migrations.RenameField("changelogentry", "was", "old_values"),
                migrations.AlterField(
                    "changelogentry",
                    "old_values",
                    models.JSONField(
                        db_column="was",
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                    ),
                ),
                migrations.RenameField("changelogentry", "drops", "rent_drops"),
                migrations.AlterField(
                    "changelogentry", "rent_drops", models.JSONField(db_column="drops", null=True)
                ),
                migrations.RenameField("changelogentry", "told", "alerts_created"),
                migrations.AlterField(
                    "changelogentry",
                    "alerts_created",
                    models.BooleanField(db_column="told", db_default=False, default=False),
                ),
                migrations.AddIndex(
                    "changelogentry",
                    models.Index(
                        condition=models.Q(alerts_created=False),
                        fields=["id"],
                        name="change_untold",
                    ),
                ),
                # FreshnessClaim -> ExpiryJobLock, AlertClaim -> AlertJobLock
                migrations.RenameModel("FreshnessClaim", "ExpiryJobLock"),
                migrations.AlterModelTable("expiryjoblock", "listings_freshnessclaim"),
                migrations.RenameModel("AlertClaim", "AlertJobLock"),
                migrations.AlterModelTable("alertjoblock", "listings_alertclaim"),
                # Alert
                migrations.RemoveConstraint("alert", "fit_told_once"),
                migrations.RemoveConstraint("alert", "drop_told_once"),
                migrations.RenameField("alert", "drop", "rent_drop_entry"),
                migrations.AlterField(
                    "alert",
                    "rent_drop_entry",
                    models.PositiveBigIntegerField(db_column="drop", null=True),
                ),
                migrations.AddConstraint(
                    "alert",
                    models.UniqueConstraint(
                        condition=models.Q(rent_drop_entry=None),
                        fields=("user", "listing"),
                        name="fit_told_once",
                    ),
                ),
                migrations.AddConstraint(
                    "alert",
                    models.UniqueConstraint(
                        condition=models.Q(rent_drop_entry__isnull=False),
                        fields=("user", "listing", "rent_drop_entry"),
                        name="drop_told_once",
                    ),
                ),
                # SavedSearch
                migrations.RenameField("savedsearch", "tell", "alert_frequency"),
                migrations.AlterField(
                    "savedsearch",
                    "alert_frequency",
                    models.CharField(
                        "alerts",
                        choices=[("now", "At once"), ("daily", "Once a day"), ("never", "Never")],
                        db_column="tell",
                        default="now",
                        max_length=5,
                    ),
                ),
                # Listing
                migrations.RemoveIndex("listing", "listing_untold"),
                migrations.RenameField("listing", "untold_since", "expiry_email_due_since"),
                migrations.AlterField(
                    "listing",
                    "expiry_email_due_since",
                    models.DateTimeField(db_column="untold_since", editable=False, null=True),
                ),
                migrations.AddIndex(
                    "listing",
                    models.Index(
                        condition=models.Q(expiry_email_due_since__isnull=False),
                        fields=["expiry_email_due_since"],
                        name="listing_untold",
                    ),
                ),
                migrations.RenameField("listing", "words", "search_document"),
                migrations.AlterField(
                    "listing",
                    "search_document",
                    models.GeneratedField(
                        db_column="words",
                        db_persist=True,
                        expression=listings.models.search_document.Document(
                            "title", "street", "keywords", "amenity_words", "description"
                        ),
                        output_field=listings.models.search_document.SearchDocumentField(),
                    ),
                ),
                migrations.AlterField(
                    "listing",
                    "blur_north",
                    models.FloatField(editable=False, help_text="meters", null=True),
                ),
                migrations.AlterField(
                    "listing",
                    "blur_east",
                    models.FloatField(editable=False, help_text="meters", null=True),
                ),
            ],
        )
    ]
