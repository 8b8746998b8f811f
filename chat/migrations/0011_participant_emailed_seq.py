from django.db import migrations, models


class Migration(migrations.Migration):
    """Gives the field a name of its own and keeps the column, which the previous release reads."""

    dependencies = [("chat", "0010_conversation_participants_version")]

    operations = [
        migrations.AlterField(
            "participant",
            "mailed_seq",
            models.PositiveBigIntegerField(db_column="mailed_seq", db_default=0, default=0),
        ),
        migrations.RenameField("participant", "mailed_seq", "emailed_seq"),
    ]
