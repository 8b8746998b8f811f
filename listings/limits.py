"""How much one person may put up: enough for who lets out a whole house, too little for a flood."""

from functools import lru_cache

from live.limits import Bucket


class Allowance:
    """What one person may put up in this process, over all tabs and forms."""

    def __init__(self):
        self._places = Bucket(30, 1 / 60)

    def take_place(self) -> bool:
        return self._places.take()


@lru_cache(maxsize=10_000)
def allowance_of(user: int) -> Allowance:
    return Allowance()
