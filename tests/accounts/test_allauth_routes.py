"""Every route of allauth is limited, or listed here with the reason why not."""

from allauth.urls import urlpatterns
from django.urls import URLPattern

# Each has a test of its own in test_password_limits, test_email_limits, test_code_limits,
# test_confirmation or test_second_factor.
LIMITED = {
    "account_change_password",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_login",
    "account_reauthenticate",
    "account_request_login_code",
    "account_reset_password",
    "account_signup",
    "mfa_authenticate",
    "mfa_reauthenticate",
}
# These change nothing, or take a key of 200 bits or a login that was limited.
HARMLESS = {
    "account_inactive",
    "account_logout",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    # For the user's own account, and after the second factor once it is set up.
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_view_recovery_codes",
}


def names(patterns) -> set[str]:
    found = set()
    for pattern in patterns:
        is_route = isinstance(pattern, URLPattern)
        found |= {pattern.name} if is_route else names(pattern.url_patterns)
    return found


def test_every_route_of_allauth_is_limited_or_exempt():
    assert names(urlpatterns) == LIMITED | HARMLESS
