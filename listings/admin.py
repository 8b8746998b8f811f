from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.utils.html import format_html

from listings.models import Listing, ListingAmenity, Photo, SavedSearch
from listings.templatetags.listing_tags import dollars

NO_REASON = "Give a reason. The lister will read it."


class ReasonForm(ActionForm):
    reason = forms.CharField(
        required=False, max_length=300, label="Reason (the lister will read it):"
    )


class PhotoInline(admin.TabularInline):
    """Moderators can see and delete photos. Only listers add them, through the checks."""

    model = Photo
    fields = ["picture", "description", "position", "uploaded_at"]
    readonly_fields = ["picture", "uploaded_at"]
    extra = 0

    @admin.display(description="picture")
    def picture(self, photo: Photo) -> str:
        return format_html('<img src="{}" alt="{}" width="200">', photo.image.url, photo)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AmenityInline(admin.TabularInline):
    model = ListingAmenity
    extra = 0


@admin.register(Listing)
class ListingAdmin(admin.ModelAdmin):
    list_display = ["__str__", "lister", "status", "space", "lease_kind", "dollars", "published_at"]
    list_filter = ["status", "space", "lease_kind", "lister__is_verified_student", "source"]
    search_fields = ["title", "description", "address", "lister__name", "lister__email"]
    date_hierarchy = "created_at"
    list_select_related = ["lister"]
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ["lister"]
    inlines = [PhotoInline, AmenityInline]
    # Derived columns, and those with rules of their own.
    readonly_fields = [
        "status",
        "removal_reason",
        "rent_per_person",
        "street",
        "public_latitude",
        "public_longitude",
        "views",
        "source",
        "source_id",
        "created_at",
        "updated_at",
        "published_at",
        "confirmed_at",
        "asked_at",
    ]
    action_form = ReasonForm
    actions = ["remove", "restore"]

    @admin.display(description="monthly rent", ordering="rent")
    def dollars(self, listing: Listing) -> str:
        return dollars(listing.rent)

    def save_model(self, request: HttpRequest, obj: Listing, form: ModelForm, change: bool) -> None:
        """Save only the changed fields: the status may have changed since the form was opened."""
        obj.save_and_record(update_fields=form.changed_data if change else None)

    @admin.action(description="Remove (with a reason)", permissions=["change"])
    def remove(self, request: HttpRequest, listings: QuerySet[Listing]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, NO_REASON, messages.ERROR)
            return
        self._change_all(
            request, listings, lambda listing: listing.remove(reason[:300]), f"Removed: {reason}"
        )

    @admin.action(description="Restore removed listings", permissions=["change"])
    def restore(self, request: HttpRequest, listings: QuerySet[Listing]) -> None:
        removed = listings.filter(status=Listing.Status.REMOVED)
        self._change_all(request, removed, Listing.restore, "Restored.")

    def _change_all(
        self,
        request: HttpRequest,
        listings: QuerySet[Listing],
        change: Callable[[Listing], None],
        logged_as: str,
    ) -> None:
        with transaction.atomic():
            changed = list(listings.order_by("pk").select_for_update(of=("self",)))
            for listing in changed:
                change(listing)
                self.log_change(request, listing, logged_as)
        count = len(changed)
        self.message_user(request, f"{count} listing{pluralize(count)} changed.", messages.SUCCESS)


@admin.register(SavedSearch)
class SavedSearchAdmin(admin.ModelAdmin):
    """Shows staff why a user got an alert, or didn't. Only users change their own searches."""

    list_display = ["name", "user", "alert_frequency", "query", "saved_at"]
    list_filter = ["alert_frequency"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "name", "alert_frequency", "query", "saved_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
