from accounts.claims import Claim


class FreshnessClaim(Claim):
    """A round of `expire_listings` writes to this person."""
