from django.contrib import admin
from django.utils.html import format_html

from listings.models import Listing, ListingAmenity, Photo, SavedSearch


class PhotoInline(admin.TabularInline):
    """A moderator looks at pictures and takes them away; listers add them, through the checks."""

    model = Photo
    fields = ["picture", "description", "position", "uploaded_at"]
    readonly_fields = ["picture", "uploaded_at"]
    extra = 0

    @admin.display(description="picture")
    def picture(self, photo):
        return format_html('<img src="{}" alt="{}" width="200">', photo.image.url, photo)

    def has_add_permission(self, request, obj=None):
        return False


class AmenityInline(admin.TabularInline):
    model = ListingAmenity
    extra = 0


@admin.register(Listing)
class ListingAdmin(admin.ModelAdmin):
    list_display = ["__str__", "lister", "status", "space", "lease_kind", "rent", "published_at"]
    list_filter = ["status", "space", "lease_kind", "lister__is_verified_student", "source"]
    search_fields = ["title", "description", "address", "lister__name", "lister__email"]
    date_hierarchy = "created_at"
    list_select_related = ["lister"]
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ["lister"]
    inlines = [PhotoInline, AmenityInline]
    # What follows from other columns is worked out when the listing is saved.
    readonly_fields = [
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
    actions = ["take_offline"]

    def save_model(self, request, listing, form, change):
        if "status" in form.changed_data:
            listing.affirm()
        super().save_model(request, listing, form, change)

    @admin.action(description="Take offline (back to a draft of the lister)")
    def take_offline(self, request, listings):
        for listing in listings.exclude(status=Listing.Status.DRAFT):
            listing.status = Listing.Status.DRAFT
            listing.save(update_fields=["status"])


@admin.register(SavedSearch)
class SavedSearchAdmin(admin.ModelAdmin):
    """To look why somebody was told, or wasn't. What they look for is theirs to change."""

    list_display = ["name", "user", "tell", "query", "saved_at"]
    list_filter = ["tell"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "name", "tell", "query", "saved_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
