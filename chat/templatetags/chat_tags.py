from django import template

from chat.models import Conversation

register = template.Library()


@register.inclusion_tag("chat/unread_count.html", takes_context=True)
def unread_count(context):
    """How many messages wait for the person who looks at the page; scripts keep it live."""
    return {"count": Conversation.objects.unread_total(context["user"])}
