"""For moderators, to read and not to change. Who was there and who wrote when can be looked
through; what was said only a conversation at a time, by its number, and each look is noted."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from chat.models import Conversation, Message, Participant, Removal, Revision


class ToRead:
    """Nothing is added, changed or deleted here; who may view is a matter of permissions."""

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Rows(ToRead, admin.TabularInline):
    extra = 0


class ParticipantRows(Rows):
    model = Participant
    fields = ["user", "joined_at"]


class RemovalRows(Rows):
    model = Removal
    fields = ["user", "removed_by", "removed_at"]
    fk_name = "conversation"


class RevisionRows(Rows):
    model = Revision
    fields = ["body", "replaced_at"]
    verbose_name_plural = "what it said before"


@admin.register(Conversation)
class ConversationAdmin(ToRead, admin.ModelAdmin):
    list_display = ["pk", "__str__", "listing", "started_by", "seq", "created_at", "active_at"]
    list_select_related = ["listing", "started_by"]
    ordering = ["-active_at"]
    search_fields = ["name", "participants__name", "participants__email"]
    search_help_text = "Its number or name, or the name or email of somebody in it"
    show_full_result_count = False
    fields = ["name", "listing", "started_by", "created_at", "active_at", "messages"]
    inlines = [ParticipantRows, RemovalRows]

    def get_search_results(self, request, queryset, search_term):
        if number := _number(search_term):
            return queryset.filter(pk=number), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="messages")
    def messages(self, conversation):
        path = f"{reverse('admin:chat_message_changelist')}?q={conversation.pk}"
        return format_html('<a href="{}">Read them: {}</a>', path, conversation.seq)


@admin.register(Message)
class MessageAdmin(ToRead, admin.ModelAdmin):
    list_display = ["seq", "sender", "body", "sent_at", "edited_at", "deleted_at", "changes"]
    list_select_related = ["sender"]
    search_fields = ["conversation__pk"]
    search_help_text = "The number of the conversation to read"
    show_full_result_count = False
    fields = ["conversation", "seq", "sender", "body", "sent_at", "edited_at", "deleted_at"]
    inlines = [RevisionRows]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(changes=Count("revisions"))

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(conversation=_number(search_term)), False

    @admin.display(description="changes")
    def changes(self, message):
        return message.changes

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)
        number = _number(request.GET.get("q", ""))
        _note_look(request, Conversation.objects.filter(pk=number), "Read its messages.")
        return answer

    def change_view(self, request, object_id, form_url="", extra_context=None):
        answer = super().change_view(request, object_id, form_url, extra_context)
        _note_look(request, Message.objects.filter(pk=_number(object_id)), "Read what it said.")
        return answer


def _note_look(request, seen, words: str):
    if found := list(seen):
        LogEntry.objects.log_actions(request.user.pk, found, CHANGE, words, single_object=True)


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
