"""Where an offer is, as far as everyone may know."""


class Whereabouts:
    """Mixed into Listing."""

    @property
    def public_address(self) -> str:
        """The street, with number and unit only once the lister shares them."""
        return self.full_address if self.address_shared and self.address else self.street

    @property
    def full_address(self) -> str:
        """`917 Foster St, 4B`: for the lister's eyes, or for all once it is shared."""
        return ", ".join(filter(None, [self.address, self.unit_number]))

    @property
    def public_point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, as everyone may see it."""
        if self.public_latitude is None or self.public_longitude is None:
            return None
        return self.public_latitude, self.public_longitude
