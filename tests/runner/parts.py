"""The parts that `make test` is divided into."""

from tests.runner.part import Part
from tests.servers import chromium, mail, node, postgres, redis, s3

SERVERS = (
    postgres.Postgres,
    redis.Redis,
    redis.RedisOverTLS,
    s3.S3,
    mail.Mail,
    chromium.Chromium,
    node.Node,
)
# SQLite needs no servers. Tests without a database, or in an environment of their own, would only
# repeat what they did on real servers.
REAL_SERVERS_ONLY = "e2e,postgres,redis,redis_tls,s3,smtp,node,own_environment,no_database"
ON_SQLITE = Part("SQLite, in memory", without=REAL_SERVERS_ONLY, niceness=5)
FAULTS = ("tests/faults", "tests/listings/test_live_processes.py")
# Two parts of about the same length keep both processors busy to the end.
ACCOUNTS_AND_CHAT = ("tests/accounts", "tests/chat")
OTHER_PARTS = "faults,heroku,e2e"
# The longest parts come first. Faults and Heroku mostly wait, so their parts need few processors.
ALL_PARTS = [
    Part("faults", SERVERS, only="faults", folders=FAULTS),
    Part("browsers", SERVERS, only="e2e", without="faults,heroku", folders=("tests/e2e",)),
    Part("accounts, chat", SERVERS, without=OTHER_PARTS, folders=ACCOUNTS_AND_CHAT),
    Part("all other tests", SERVERS, without=OTHER_PARTS, ignored=ACCOUNTS_AND_CHAT),
    Part("Heroku", SERVERS, only="heroku", without="faults", folders=("tests/heroku",)),
    ON_SQLITE,
]
# For a few tests, starting more servers would take longer than it saves.
PARTS_OF_SELECTED_TESTS = [Part("real servers", SERVERS), ON_SQLITE]
