from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.authentication.second_factor import reset_second_factor
from accounts.closing import close_account, reopen_account
from accounts.forms.fields import NameField

User = get_user_model()


class PersonCreationForm(AdminUserCreationForm):
    name = NameField()

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


class SuperuserChanges:
    """Lets only superusers add, change and delete; others may view if they have the permission."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser


admin.site.unregister([Group, EmailAddress, Authenticator])


@admin.register(Group)
class StaffGroupAdmin(SuperuserChanges, GroupAdmin):
    """For superusers: anyone else who may change groups could give their own more permissions."""


@admin.register(EmailAddress)
class PersonAddressAdmin(SuperuserChanges, EmailAddressAdmin):
    """An address lets its owner into the account, so a row here is as good as a password."""

    @admin.action(description="Mark as confirmed", permissions=["change"])
    def make_verified(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().make_verified(request, queryset)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Staff may view each other, and edit the public profile of everybody else; only superusers
    change the rest. Closing an account is an action, which logs the user out and can be undone."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("-date_joined",)
    list_display = ("email", "name", "is_verified_student", "is_active", "is_staff", "date_joined")
    list_filter = ("is_verified_student", "is_active", "is_staff", "date_joined")
    search_fields = ("email", "name", "emailaddress__email")
    readonly_fields = ("email", "is_verified_student", "is_active", "last_login", "date_joined")
    inlines = (EmailAddressInline,)
    powers = ("is_staff", "is_superuser", "groups")
    fieldsets = (
        (None, {"fields": ("email", "is_verified_student", "is_active")}),
        ("What others see", {"fields": ("name", "about")}),
        ("Permissions", {"fields": powers}),
        ("Dates", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )
    actions = ("close_accounts", "reopen_accounts", "reset_second_factors")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple:
        if obj is None:
            return ()
        return self.readonly_fields + (() if request.user.is_superuser else self.powers)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> tuple:
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return ((None, {"fields": ("password",)}), *fieldsets)
        return fieldsets

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> tuple:
        return self.inlines if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_below(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Writes what was changed alone: the account may be closed by now."""
        fields = [name for name in form.changed_data if name != "groups"]
        obj.save(update_fields=fields if change else None)

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        before = self.get_object(request, id)
        response = super().user_change_password(request, id, form_url)
        if before and before.password != self.get_object(request, id).password:
            get_adapter().send_notification_mail("account/email/password_changed", before)
        return response

    @admin.action(description="Close accounts (log out everywhere)", permissions=["change"])
    def close_accounts(self, request: HttpRequest, people: QuerySet) -> None:
        self._do(request, people, close_account, "Closed the account.")

    @admin.action(description="Reopen accounts", permissions=["change"])
    def reopen_accounts(self, request: HttpRequest, people: QuerySet) -> None:
        self._do(request, people, reopen_account, "Reopened the account.")

    @admin.action(description="Reset the second factor", permissions=["superuser"])
    def reset_second_factors(self, request: HttpRequest, people: QuerySet) -> None:
        self._do(request, people, reset_second_factor, "Reset the second factor.")

    def _do(
        self,
        request: HttpRequest,
        people: QuerySet,
        change: Callable[[Model], bool],
        logged_as: str,
    ) -> None:
        """Apply `change` to the people whom the requesting user may change, and log it where it had
        an effect. Nobody can do this to their own account."""
        for person in people:
            if person == request.user or not self.has_change_permission(request, person):
                messages.error(request, f"You can't do this with {person.email}.")
            elif change(person):
                self.log_change(request, person, logged_as)
                messages.success(request, f"{person.email}: {logged_as}")


def _is_below(user: Model, person: Model | None) -> bool:
    """Whether `user` may change this row: everyone's for a superuser, for others not staff's."""
    return user.is_superuser or person is None or not (person.is_staff or person.is_superuser)
