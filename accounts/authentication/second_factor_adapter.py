from allauth.mfa.adapter import DefaultMFAAdapter


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This isn't the code. Codes change every 30 seconds and work once.",
        "unverified_email": "Confirm or remove the addresses of your account that aren't "
        "confirmed yet. Then set up your app.",
    }
