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
# SQLite comes without servers; tests in an environment of their own would only be repeated.
REAL_SERVERS_ONLY = "e2e,postgres,redis,redis_tls,s3,smtp,node,own_environment"
ON_SQLITE = Part("SQLite, in memory", without=REAL_SERVERS_ONLY)
# The longest parts come first.
LONG = "faults,heroku"
ALL_PARTS = [
    Part("faults and Heroku", SERVERS, only=LONG),
    Part("browsers", SERVERS, only="e2e", without=LONG),
    Part("real servers", SERVERS, without=f"{LONG},e2e"),
    ON_SQLITE,
]
# For a few tests, starting more servers would take longer than it saves.
PARTS_OF_SELECTED_TESTS = [Part("real servers", SERVERS), ON_SQLITE]
