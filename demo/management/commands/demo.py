from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import offers, people, photos, talks

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

    def handle(self, **options: object) -> None:
        if not settings.DEBUG:
            raise CommandError("Only where DEBUG_VALUE=True: the demo's passwords are public.")
        if not photos.FOLDER.is_dir():
            raise CommandError("demo/pictures is missing: Heroku's slug is built without it.")
        offers.renew()
        for person in people.missing():
            people.add(person)
        users = people.by_key()
        for offer in offers.missing():
            offers.add(offer, users)
        for talk in talks.missing():
            talks.hold(talk, users)
        self.stdout.write(ACCOUNTS.strip("\n"))
