from contextlib import closing
from dataclasses import replace

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from demo import offers, people, pictures, talks

ACCOUNTS = f"""
Log in with one of these and the password {people.PASSWORD}

  ana@u.northwestern.edu   sublets a room, hunts for a house with ben and cho, has unread messages
  ben@u.northwestern.edu   the other half of those talks: open both, in two browsers
  cho@u.northwestern.edu   a summer studio with eleven plants
  dev@u.northwestern.edu   has an invitation waiting in the inbox
  lee@example.com          a landlord: nine listings, one of them a draft; mark one as taken

Then search: a room under $900, by the walk to Tech, on the map.
"""


class Command(BaseCommand):
    help = "Fill the database with a believable Evanston; of what is there, time alone is renewed."

    def add_arguments(self, parser):
        parser.add_argument("--width", type=int, default=1200, help="of the photos, in pixels")
        parser.add_argument("--photos", type=int, default=12, help="a listing, at the most")

    def handle(self, *, width, photos, **options):
        if not settings.DEBUG:
            raise CommandError("Only where DEBUG_VALUE=True: the demo's passwords are public.")
        if width < 40 or photos < 0:
            raise CommandError("--width is 40 or more, --photos 0 or more.")
        offers.renew()
        homes = [replace(offer, photos=offer.photos[:photos]) for offer in offers.missing()]
        self._fill(people.missing(), homes, width)
        everyone = people.by_key()
        for talk in talks.missing():
            talks.hold(talk, everyone)
        self.stdout.write(ACCOUNTS.strip("\n"))

    def _fill(self, persons, homes, width):
        """People and listings, each stored as soon as its pictures are drawn."""
        drawings = [people.portrait(person, width) for person in persons]
        drawings += [drawing for offer in homes for drawing in offers.drawings(offer, width)]
        # Closed, so that a run that is stopped doesn't first draw all the rest.
        with closing(pictures.stored(drawings)) as drawn:
            drawn = _with_bar(drawn, len(drawings))
            for person in persons:
                people.add(person, next(drawn))
            everyone = people.by_key()
            for offer in homes:
                offers.add(offer, [next(drawn) for _ in offer.photos], everyone)


def _with_bar(drawn, total):
    # `disable=None` keeps quiet where nobody watches; nothing to draw is no bar either.
    bar = tqdm(drawn, total=total, desc="Drawing", unit="photo", disable=not total or None)
    return iter(bar)
