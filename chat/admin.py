"""Read-only admin for moderators. Participants and times can be browsed. Messages can be read only
one conversation at a time, by its number, and that is logged."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chat.models import Conversation, Message, Participant, Removal, Revision


class ReadOnly:
    """Nothing can be added, changed or deleted. Permissions decide who may view."""

    fields: ClassVar[Any]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# The admin classes have type parameters in the stubs only, not at run time.
class ReadOnlyInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    extra = 0


class ParticipantInline(ReadOnlyInline):
    model = Participant
    fields = ["user", "joined_at"]


class RemovalInline(ReadOnlyInline):
    model = Removal
    fields = ["user", "removed_by", "removed_at"]
    fk_name = "conversation"


class RevisionInline(ReadOnlyInline):
    model = Revision
    fields = ["body", "replaced_at"]
    verbose_name_plural = "earlier versions"


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["pk", "__str__", "listing", "started_by", "seq", "created_at", "active_at"]
    list_select_related = ["listing", "started_by"]
    ordering = ["-active_at"]
    search_fields = ["name", "participants__name", "participants__email"]
    search_help_text = "Its number or name, or the name or email of a participant"
    show_full_result_count = False
    fields = ["name", "listing", "started_by", "created_at", "active_at", "messages"]
    inlines = [ParticipantInline, RemovalInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        if number := _number(search_term):
            return queryset.filter(pk=number), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="messages")
    def messages(self, conversation: Conversation) -> SafeString:
        path = f"{reverse('admin:chat_message_changelist')}?q={conversation.pk}"
        return format_html('<a href="{}">Read them: {}</a>', path, conversation.seq)


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["seq", "sender", "body", "sent_at", "edited_at", "deleted_at", "changes"]
    list_select_related = ["sender"]
    search_fields = ["conversation__pk"]
    search_help_text = "The number of the conversation to read"
    show_full_result_count = False
    fields = ["conversation", "seq", "sender", "body", "sent_at", "edited_at", "deleted_at"]
    inlines = [RevisionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        messages: QuerySet[Message] = super().get_queryset(request)
        return messages.annotate(changes=Count("revisions"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        return queryset.filter(conversation=_number(search_term)), False

    @admin.display(description="changes")
    def changes(self, message: Any) -> int:
        count: int = message.changes
        return count

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        number = _number(request.GET.get("q", ""))
        self._log_reading(request, Conversation.objects.filter(pk=number), "Read its messages.")
        return response

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        number = _number(object_id)
        self._log_reading(request, Message.objects.filter(pk=number), "Read its versions.")
        return response

    def _log_reading(self, request: HttpRequest, objects: QuerySet[Any], message: str) -> None:
        for found in objects:
            self.log_change(request, found, message)


def _number(text: str) -> int:
    """0, which no row has, for anything but an id."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
