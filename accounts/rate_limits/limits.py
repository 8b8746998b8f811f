"""Every rate limit that all processes share: login attempts, emails, messages, uploads. The limits
of a socket are in `chat.rate_limits` and `listings.rate_limits`.

The names are part of stored keys.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A token bucket of `amount` tokens, which refills within `seconds`."""

    name: str
    amount: int
    seconds: int


MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class AttemptLimits:
    """Limits on attempts at one account by visitors who aren't logged in, applied by
    `accounts.rate_limits.attempts`.

    Each known device of the account has its own bucket. All other visitors share the bucket of the
    account, and each network has a smaller one, so that one network alone can't use it up.
    """

    by_device: Limit
    by_network_and_account: Limit
    by_account: Limit
    by_network: Limit  # for all accounts together


# Wrong passwords. All networks together get 1,300 guesses a month at an account, too few for any
# password that the site accepts.
PASSWORDS = AttemptLimits(
    by_device=Limit("passwords/device", 10, HOUR),
    by_network_and_account=Limit("passwords/network+account", 10, 8 * HOUR),
    by_account=Limit("passwords/account", 40, DAY),
    by_network=Limit("passwords/network", 100, HOUR),
)
# Correct passwords count, too: checking one takes a third of a second of processor time.
PASSWORD_CHECKS_BY_NETWORK = Limit("password-checks/network", 60, MINUTE)
PASSWORD_CHECKS_BY_ACCOUNT = Limit("password-checks/account", 20, MINUTE)


def _wrong_codes(name: str) -> AttemptLimits:
    """For codes of six digits: at most fifty guesses a day, which find a code with a probability of
    0.005 % or, for an authenticator app, of which three codes are valid at any time, 0.015 %."""
    return AttemptLimits(
        by_device=Limit(f"{name}/device", 10, 6 * HOUR),
        by_network_and_account=Limit(f"{name}/network+account", 10, DAY),
        by_account=Limit(f"{name}/account", 25, DAY),
        by_network=Limit(f"{name}/network", 100, DAY),
    )


# Wrong codes from an email.
CODES = _wrong_codes("codes")
# Wrong codes from an authenticator app, by somebody who has the password.
SECOND_FACTOR_CODES = _wrong_codes("second-factors")
# Makes each code of an authenticator app work once: the limit outlasts the code.
USED_SECOND_FACTOR_CODE = Limit("second-factor-code", 1, 5 * MINUTE)
# Codes emailed to a user without a password who changes how they log in.
REAUTHENTICATION_CODE = Limit("reauthentication-code", 5, HOUR)

# Emails that anyone can have sent to any address: codes, links, confirmations.
REQUESTED_EMAILS = AttemptLimits(
    by_device=Limit("mails/device", 10, HOUR),
    by_network_and_account=Limit("mails/network+account", 5, 5 * HOUR),
    by_account=Limit("mails/account", 30, DAY),
    by_network=Limit("mails/network", 60, HOUR),
)
# Of these, the ones that only say whether an address has an account.
ACCOUNT_NOTES = Limit("account-notes/mailbox", 3, DAY)
REQUESTED_EMAILS_BY_ACCOUNT = Limit("mails-requested/account", 10, DAY)
# Notices of changes to an account.
NOTICES = Limit("notices/mailbox", 40, DAY)
SIGNUPS = Limit("signups/network", 30, HOUR)

# Chat. Messages of one user: in all conversations, and in one.
MESSAGES_PER_DAY = Limit("messages-a-day", 2000, DAY)
MESSAGES_PER_DAY_PER_CONVERSATION = Limit("messages-a-day-to-one", 1000, DAY)
CONVERSATIONS = Limit("conversations/account", 20, HOUR)
INVITATIONS = Limit("invitations/account", 40, DAY)
INVITATIONS_BY_NETWORK = Limit("invitations/network", 100, DAY)
INVITATION_EMAILS = Limit("invitation-mails/mailbox", 3, DAY)

# Listings.
NEW_LISTINGS = Limit("listings/account", 30, 30 * MINUTE)

# Uploads. Decoding an image takes up to 8 s of a processor, and a stored one some MB.
PROFILE_PHOTOS = Limit("profile-photos/account", 20, HOUR)
# A manager of fifteen listings with twelve photos each uploads them in one go.
LISTING_PHOTOS = Limit("listing-photos/account", 200, HOUR)
CHAT_FILES = Limit("chat-files/account", 30, MINUTE)
CHAT_FILES_PER_DAY = Limit("chat-files/account+day", 300, DAY)
