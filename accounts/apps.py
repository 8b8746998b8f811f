from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Importing them connects their signal receivers.
        from accounts import receivers, verified_students  # noqa: F401
        from accounts.authentication import second_factor  # noqa: F401
        from accounts.notifications import account_notices  # noqa: F401


class StaffAdminConfig(admin.AdminConfig):
    default = False  # INSTALLED_APPS names it
    default_site = "accounts.admin_site.StaffAdminSite"
