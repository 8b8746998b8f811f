from allauth.mfa.adapter import DefaultMFAAdapter


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's two-factor authentication with the site's own error texts."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This isn’t the code. Codes change every 30 seconds and work once.",
        "unverified_email": "Confirm or remove the addresses of your account that aren’t "
        "confirmed yet. Then set up your app.",
    }
