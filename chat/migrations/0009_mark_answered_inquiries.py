"""Sets `answered` on the inquiries whose two sides have both written. In short transactions, which
lock rows in the order that sending does, so that people can go on writing meanwhile."""

from django.db import migrations, transaction
from django.db.models import Count, Q

BATCH = 500


def mark_answered(apps, schema_editor):
    inquiries = apps.get_model("chat", "Conversation").objects.filter(name="", answered=False)
    last = 0
    while batch := list(
        inquiries.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        last = batch[-1]
        # A sender whose account is deleted counts as one.
        senders = Count("messages__sender", distinct=True)
        deleted = Count("messages", filter=Q(messages__isnull=False, messages__sender=None))
        counted = inquiries.filter(pk__in=batch).annotate(senders=senders, deleted=deleted)
        answered = counted.filter(Q(senders__gt=1) | Q(senders=1, deleted__gt=0))
        pks = list(answered.values_list("pk", flat=True))
        with transaction.atomic():
            held = inquiries.filter(pk__in=pks).order_by("pk").select_for_update()
            inquiries.filter(pk__in=[each.pk for each in held.only("pk")]).update(answered=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("chat", "0008_conversation_answered"),
    ]

    operations = [
        migrations.RunPython(mark_answered, migrations.RunPython.noop, elidable=True),
    ]
