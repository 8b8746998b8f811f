from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0012_unread_job_lock")]

    operations = [
        migrations.AddField("invitation", "email_due_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "invitation",
            models.Index(
                fields=["email_due_at"],
                name="invitation_email_due",
                condition=models.Q(email_due_at__isnull=False),
            ),
        ),
    ]
