"""The figures of every limit that more than one process has to keep."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """`amount` at once, which come back within `seconds`."""

    name: str
    amount: int
    seconds: int


MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class EntranceLimits:
    """Limits on attempts at one account by visitors who aren't logged in, applied by
    `accounts.rate_limits.entrance`.

    Each known device of the account has its own bucket. All other visitors share the rest, and a
    single network uses up its own share before it could use up the account's.
    """

    by_device: Limit
    by_network_and_account: Limit
    by_account: Limit
    by_network: Limit  # for all accounts together


# Wrong passwords. All networks together get 1,300 guesses a month at an account, too few for any
# password that the site accepts.
PASSWORDS = EntranceLimits(
    by_device=Limit("passwords/device", 10, HOUR),
    by_network_and_account=Limit("passwords/network+account", 10, 8 * HOUR),
    by_account=Limit("passwords/account", 40, DAY),
    by_network=Limit("passwords/network", 100, HOUR),
)
# Right passwords as well: checking one takes a third of a second of processor time.
PASSWORD_CHECKS_BY_NETWORK = Limit("password-checks/network", 60, MINUTE)
PASSWORD_CHECKS_BY_ACCOUNT = Limit("password-checks/account", 20, MINUTE)

# Wrong codes. Of six digits: fifty tries a day at the most find one with a chance of 0.005 %.
CODES = EntranceLimits(
    by_device=Limit("codes/device", 10, 6 * HOUR),
    by_network_and_account=Limit("codes/network+account", 10, DAY),
    by_account=Limit("codes/account", 25, DAY),
    by_network=Limit("codes/network", 100, DAY),
)

# Wrong codes from an authenticator app, of which three are good at any time, by somebody who has
# the password.
SECOND_FACTORS = EntranceLimits(
    by_device=Limit("second-factors/device", 10, 6 * HOUR),
    by_network_and_account=Limit("second-factors/network+account", 10, DAY),
    by_account=Limit("second-factors/account", 25, DAY),
    by_network=Limit("second-factors/network", 100, DAY),
)
# Codes mailed to a person without a password who changes their account.
REAUTHENTICATION_CODE = Limit("reauthentication-code", 5, HOUR)
# Makes each code work once: the limit outlasts the code.
SECOND_FACTOR_CODE = Limit("second-factor-code", 1, 5 * MINUTE)

# Emails that anyone can have sent to any address: codes, links, confirmations.
REQUESTED_MAILS = EntranceLimits(
    by_device=Limit("mails/device", 10, HOUR),
    by_network_and_account=Limit("mails/network+account", 5, 5 * HOUR),
    by_account=Limit("mails/account", 30, DAY),
    by_network=Limit("mails/network", 60, HOUR),
)
# Of these, the ones that only say whether an address has an account.
ACCOUNT_NOTES = Limit("account-notes/mailbox", 3, DAY)
# Notices of changes to an account.
NOTICES = Limit("notices/mailbox", 40, DAY)
MAILS_REQUESTED_BY_ACCOUNT = Limit("mails-requested/account", 10, DAY)
SIGNUPS = Limit("signups/network", 30, HOUR)

# Chat. Messages of one person: in all, and in one conversation.
MESSAGES_A_DAY = Limit("messages-a-day", 2000, DAY)
MESSAGES_A_DAY_TO_ONE = Limit("messages-a-day-to-one", 1000, DAY)
CONVERSATIONS = Limit("conversations/account", 20, HOUR)
INVITATIONS = Limit("invitations/account", 40, DAY)
INVITATIONS_BY_NETWORK = Limit("invitations/network", 100, DAY)
INVITATION_MAILS = Limit("invitation-mails/mailbox", 3, DAY)

# Listings.
NEW_LISTINGS = Limit("listings/account", 30, 30 * MINUTE)

# Uploads. Decoding an image takes up to 8 s of a processor, and a stored one some MB.
PROFILE_PHOTOS = Limit("profile-photos/account", 20, HOUR)
# A manager of fifteen listings with twelve photos each puts them up in one go.
LISTING_PHOTOS = Limit("listing-photos/account", 200, HOUR)
CHAT_FILES = Limit("chat-files/account", 30, MINUTE)
CHAT_FILES_A_DAY = Limit("chat-files/account+day", 300, DAY)
