from allauth.account.models import EmailAddress
from allauth.decorators import rate_limit
from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts.forms.fields import NameField

User = get_user_model()

admin.site.site_header = admin.site.site_title = "NU Housing"
# As many tries as the log-in page of the platform allows.
admin.site.login = rate_limit(action="login")(admin.site.login)


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("Somebody has this address already.")
        return email


class PersonChangeForm(UserChangeForm):
    name = NameField()

    class Meta:
        model = User
        exclude = ()


class EmailAddressInline(admin.TabularInline):
    """To look at: the person confirms addresses, and that alone makes a verified student."""

    model = EmailAddress
    fields = readonly_fields = ("email", "verified", "primary")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("-date_joined",)
    list_display = ("email", "name", "is_verified_student", "is_active", "is_staff", "date_joined")
    list_filter = ("is_verified_student", "is_active", "is_staff", "date_joined")
    search_fields = ("email", "name", "emailaddress__email")
    readonly_fields = ("email", "is_verified_student", "last_login", "date_joined")
    inlines = (EmailAddressInline,)
    fieldsets = (
        (None, {"fields": ("email", "password", "is_verified_student")}),
        ("What others see", {"fields": ("name", "about")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("When", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()
