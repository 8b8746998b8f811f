from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.authentication.second_factor import reset_second_factor
from accounts.closing import close_account, reopen_account
from accounts.forms.fields import NameField
from accounts.models import User


class UserCreationForm(auth_forms.AdminUserCreationForm):
    name = NameField()

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("Another account already has this address.")
        return email


class UserChangeForm(auth_forms.UserChangeForm):  # type: ignore[type-arg]
    name = NameField()

    class Meta:
        model = User
        exclude = ()


class EmailAddressInline(admin.TabularInline):  # type: ignore[type-arg]
    """Read-only: only users confirm addresses, which is what makes a verified student."""

    model = EmailAddress
    fields = readonly_fields = ("email", "verified", "primary")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
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
class GroupAdmin(SuperuserChanges, auth_admin.GroupAdmin):
    """For superusers: anyone else who may change groups could give their own more permissions."""


@admin.register(EmailAddress)
class EmailAddressAdmin(SuperuserChanges, AllauthEmailAddressAdmin):
    """For superusers: an address lets its owner into the account, like a password."""

    @admin.action(description="Mark as confirmed", permissions=["change"])
    def make_verified(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().make_verified(request, queryset)


@admin.register(User)
class UserAdmin(auth_admin.UserAdmin):  # type: ignore[type-arg]
    """Staff may view each other, and edit the public profile of everybody else; only superusers
    change the rest. Closing an account is an action, which logs the user out and can be undone."""

    form = UserChangeForm
    add_form = UserCreationForm
    ordering = ("-date_joined",)
    list_display = ("email", "name", "is_verified_student", "is_active", "is_staff", "date_joined")
    list_filter = ("is_verified_student", "is_active", "is_staff", "date_joined")
    search_fields = ("email", "name", "emailaddress__email")
    readonly_fields = ("email", "is_verified_student", "is_active", "last_login", "date_joined")
    inlines = (EmailAddressInline,)
    permission_fields = ("is_staff", "is_superuser", "groups")
    fieldsets = (
        (None, {"fields": ("email", "is_verified_student", "is_active")}),
        ("What others see", {"fields": ("name", "about")}),
        ("Permissions", {"fields": permission_fields}),
        ("Dates", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )
    actions = ("close_accounts", "reopen_accounts", "reset_second_factors")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        return self.readonly_fields + (() if request.user.is_superuser else self.permission_fields)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return ((None, {"fields": ("password",)}), *fieldsets)
        return fieldsets

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return self.inlines if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_change(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Write only what was changed: the account may have been closed since the form opened."""
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
        after = self.get_object(request, id)
        if before and after and before.password != after.password:
            get_adapter().send_notification_mail("account/email/password_changed", before)
        return response

    @admin.action(description="Close accounts (log out everywhere)", permissions=["change"])
    def close_accounts(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._change_each(request, users, close_account, "Closed the account.")

    @admin.action(description="Reopen accounts", permissions=["change"])
    def reopen_accounts(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._change_each(request, users, reopen_account, "Reopened the account.")

    @admin.action(description="Reset two-factor authentication", permissions=["superuser"])
    def reset_second_factors(self, request: HttpRequest, users: QuerySet[User]) -> None:
        logged_as = "Reset two-factor authentication."
        self._change_each(request, users, reset_second_factor, logged_as)

    def _change_each(
        self,
        request: HttpRequest,
        users: QuerySet[User],
        change: Callable[[User], bool],
        logged_as: str,
    ) -> None:
        """Apply `change` to the users that the requesting user may change, and log it where it had
        an effect. Nobody can do this to their own account."""
        for user in users:
            if user == request.user or not self.has_change_permission(request, user):
                messages.error(request, f"You can’t do this with {user.email}.")
            elif change(user):
                self.log_change(request, user, logged_as)
                messages.success(request, f"{user.email}: {logged_as}")


def _may_change(user: User | AnonymousUser, obj: Model | None) -> bool:
    """Superusers may change every user; other staff, those who aren't staff."""
    is_staff = isinstance(obj, User) and (obj.is_staff or obj.is_superuser)
    return user.is_superuser or not is_staff
