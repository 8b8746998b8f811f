from django.db import migrations, models


class Migration(migrations.Migration):
    """Gives the field a name of its own and keeps the column, which the previous release reads."""

    dependencies = [("chat", "0009_mark_answered_inquiries")]

    operations = [
        migrations.AlterField(
            "conversation", "roster", models.PositiveBigIntegerField(db_column="roster", default=0)
        ),
        migrations.RenameField("conversation", "roster", "participants_version"),
    ]
