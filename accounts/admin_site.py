"""The admin behind the site's own login and two-factor authentication."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.authentication.staff_access import has_second_factor, is_staff, second_factor_step


class StaffAdminSite(AdminSite):
    """Has no login form of its own: Django's has no limit by account, and answers differently for
    staff, which reveals that a password is right."""

    site_header = site_title = "NU Housing"

    def has_permission(self, request: HttpRequest) -> bool:
        return is_staff(request) and has_second_factor(request)

    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        next_url = get_next_redirect_url(request) or reverse("admin:index")
        if request.user.is_anonymous:
            return redirect_to_login(next_url)
        if not is_staff(request):
            raise Http404
        return second_factor_step(request, next_url) or redirect(next_url)

    def password_change(  # type: ignore[override]  # no TemplateResponse
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Use the site's page, which limits attempts and notifies the user."""
        return redirect("account_change_password")
