from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        # They connect signals.
        from accounts import notices, receivers, second_factor, verification  # noqa: F401


class StaffAdminConfig(admin.AdminConfig):
    default = False  # INSTALLED_APPS names it
    default_site = "accounts.admin_site.StaffAdminSite"
