from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import conversations, listings, people, photos

ACCOUNTS = f"""
Log in with one of these addresses and the password {people.PASSWORD}

  ana@u.northwestern.edu   sublets a room, looks for a house with Ben and Cho, has unread messages
  ben@u.northwestern.edu   chats with Ana: open both accounts, in two browsers
  cho@u.northwestern.edu   rents out a summer studio with eleven plants
  dev@u.northwestern.edu   has an invitation in the inbox
  lee@example.com          a landlord with nine listings, one of them a draft: mark one as taken

Then search: a room under $900, a short walk to Tech, on the map.
"""


class Command(BaseCommand):
    help = (
        "Load listings around Northwestern, and people and conversations about them. What exists "
        "already stays as it is; only the dates of old listings are renewed."
    )

    def handle(self, **options: object) -> None:
        if not settings.DEBUG:
            raise CommandError("This needs DEBUG_VALUE=True: the demo's passwords are public.")
        if not photos.FOLDER.is_dir():
            raise CommandError("demo/pictures is missing: Heroku's slug is built without it.")
        listings.renew_dates()
        for person in people.missing():
            people.create(person)
        users = people.users_by_key()
        for listing in listings.missing():
            listings.create(listing, users)
        for conversation in conversations.missing():
            conversations.create(conversation, users)
        self.stdout.write(ACCOUNTS.strip("\n"))
