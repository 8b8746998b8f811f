from django.db import migrations


class Migration(migrations.Migration):
    """Renames the model in Django's state alone: the previous release reads the same table."""

    dependencies = [("chat", "0011_participant_emailed_seq")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("MailClaim", "UnreadJobLock"),
                migrations.AlterModelTable("unreadjoblock", "chat_mailclaim"),
            ]
        ),
    ]
