"""`git push heroku main`, rehearsed: build, release, dyno, and users during a release."""

import json
import os
import re
import ssl
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from email import message_from_string
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_posting import answer, files, go_on
from tests.servers.postgres import HerokuPostgres
from tests.servers.process import Unavailable
from tests.servers.redis import RedisOverTLS
from tests.support.browser.waits import wait_until
from tests.support.factories import PASSWORD
from tests.support.heroku.app import ROOT, App
from tests.support.heroku.router import Router

pytestmark = [
    *(pytest.mark.postgres, pytest.mark.redis_tls, pytest.mark.s3, pytest.mark.smtp),
    *(pytest.mark.e2e, pytest.mark.heroku, pytest.mark.timeout(1800)),
]
NAME = "nest-1a2b3c4d5e6f"
SLOW = 60_000  # ms: a build uses most of the machine
README = (ROOT / "README.md").read_text()
BROKEN = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "{last}")]
    operations = [
        migrations.RunSQL("CREATE TABLE half_done (id int)"),
        migrations.RunSQL("SELECT 1 / 0"),
    ]
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Pushed before there is any config var or add-on."""
    app = App(tmp_path_factory.mktemp("heroku"), NAME)
    app.first_push = app.push()
    yield app
    app.close()


@pytest.fixture(scope="module")
def bucket(tmp_path_factory) -> dict[str, str]:
    """The variables of an S3 over TLS, without which browsers would block its images."""
    front = Router(tmp_path_factory.mktemp("bucket"))
    front.target = urlsplit(os.environ["AWS_S3_ENDPOINT_URL"]).port
    variables = {name: word for name, word in os.environ.items() if name.startswith("AWS_")}
    yield variables | {
        "AWS_S3_ENDPOINT_URL": f"https://127.0.0.1:{front.port}",
        "AWS_CA_BUNDLE": str(front.authority),
    }
    front.close()


@pytest.fixture(scope="module")
def online(app, bucket):
    """With the add-ons of the smallest plans, a bucket, email and a secret key."""
    postgres, redis = HerokuPostgres(), RedisOverTLS()
    try:
        postgres.start()
        redis.start()
        mail = {"EMAIL_URL": os.environ["EMAIL_URL"], "DEFAULT_FROM_EMAIL": "nest@example.com"}
        # The metadata names the app without the port that its router has here.
        mail["SITE_URL"] = app.url
        app.released = app.configure(**bucket, **mail, SECRET_KEY=key_as_in_readme())
        app.attach_addon(DATABASE_URL=postgres.url)
        app.attach_addon(REDIS_URL=redis.url)
        app.wait_until_it_listens()
        app.seen = statuses_until_open(app)
        yield app
    finally:
        app.web.kill()  # closing no sockets takes seconds
        for server in (postgres, redis):
            server.stop()


def statuses_until_open(app) -> list[int]:
    """The response to a visitor who reloads the home page until it opens."""
    seen, ends = [], time.monotonic() + 90
    while 200 not in seen:
        assert time.monotonic() < ends, (seen[-1], app.log())
        seen.append(ask(app, "/")[0])
    return seen


def key_as_in_readme() -> str:
    [command] = re.findall(r'SECRET_KEY="\$\((.+)\)"', README)
    # Not here, where pyenv would insist on the version in .python-version.
    return subprocess.check_output(["bash", "-c", command], text=True, cwd="/").strip()


@pytest.fixture
def people(online, browser):
    """Two browsers without a login; anything written to the console fails the test."""
    errors, contexts = [], []
    for _ in range(2):
        context = browser.new_context(base_url=online.url, ignore_https_errors=True)
        context.set_default_timeout(SLOW)
        context.on(
            "console",
            lambda message: errors.append(message.text) if message.type == "error" else None,
        )
        contexts.append(context)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()
    # Browsers log the connection that the second push cuts; the page reconnects.
    assert [words for words in errors if "WebSocket" not in words] == []


def test_first_push_builds_and_the_dyno_names_missing_variables(app):
    assert app.first_push.returncode == 0, app.first_push.stderr
    assert "Not migrating yet: SECRET_KEY, DATABASE_URL, REDIS_URL" in app.first_push.stderr
    with pytest.raises(Unavailable):
        app.wait_until_it_listens()
    assert app.log().strip() == (
        "SECRET_KEY, REDIS_URL, DATABASE_URL: are not set, and with DEBUG_VALUE=False they must be"
    )


def test_deploy_button_creates_what_the_readme_does():
    offered = json.loads((ROOT / "app.json").read_text())
    named = re.findall(r"heroku addons:create (heroku-\S+)", README)
    assert [addon["plan"] for addon in offered["addons"]] == named
    described = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", README))
    assert offered["env"].keys() <= described
    assert offered["env"]["SECRET_KEY"]["generator"] == "secret"


def test_slug_contains_only_what_runs(app):
    held = {path.name for path in app.slug.iterdir()}
    assert held.isdisjoint({"tests", "bench", "docs", ".git", "requirements-dev.txt"})
    assert not (app.slug / "demo/pictures").exists()
    ours = sum(path.stat().st_size for path in app.slug.rglob("*") if not path.is_symlink())
    assert ours < 20 * 2**20


def test_every_import_of_a_module_has_a_hashed_name(app):
    hashed = [path for path in (app.slug / "staticfiles/js").rglob("*.js") if _is_hashed(path)]
    imported = [
        path.parent / name
        for path in hashed
        for name in re.findall(r"""(?:from|import)[ (]*["'](\.[^"']+)""", path.read_text())
    ]
    assert len(imported) > 20
    assert all(_is_hashed(path) and path.exists() for path in imported)
    for kind in ("br", "gz"):
        assert all(
            path.with_name(f"{path.name}.{kind}").exists()
            for path in hashed
            if path.stat().st_size > 1000
        )


def _is_hashed(path) -> bool:
    return re.search(r"\.[0-9a-f]{12}\.js$", path.name) is not None


def test_add_ons_attached_without_a_release_migrate_and_open_the_site(online):
    assert "Not migrating yet: DATABASE_URL, REDIS_URL must be set first." in online.released
    assert set(online.seen) <= {503, 200}
    assert ask(online, "/readyz")[0] == 200
    status, headers = ask(online, "/")
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert f"wss://{NAME}.herokuapp.com" in headers["Content-Security-Policy"]


def test_static_files_are_compressed_and_cached_forever(online):
    [script] = (online.slug / "staticfiles/js").glob("site.????????????.js")
    status, headers = ask(online, f"/static/js/{script.name}", **{"Accept-Encoding": "gzip, br"})
    assert (status, headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in headers["Cache-Control"]


def test_other_host_names_are_refused(online):
    assert ask(online, "/", Host="evil.example")[0] == 400


def ask(app, path: str, **headers: str) -> tuple[int, dict]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host = {"Host": f"{NAME}.herokuapp.com"}
    asked = urllib.request.Request(
        f"https://127.0.0.1:{app.router.port}{path}", headers=host | headers
    )
    try:
        with urllib.request.urlopen(asked, timeout=60, context=context) as reply:
            return reply.status, reply.headers
    except urllib.request.HTTPError as refusal:
        return refusal.code, refusal.headers


def sign_up(page: Page, name: str, outbox):
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(f"{name.lower()}@u.northwestern.edu")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    heading = page.get_by_role("heading", name="Enter your code")
    expect(heading).to_be_visible(timeout=SLOW)
    [mail] = [message_from_string(mail.as_string()) for mail in outbox]
    outbox.clear()
    page.goto(re.search(r"https://\S+", mail.get_payload(decode=True).decode())[0])
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.locator("#notices")).to_contain_text("a verified student now", timeout=SLOW)


def post_a_place(page: Page) -> str:
    """Publish one with two photos; its path."""
    page.goto("/listings/new/")
    page.get_by_text("The entire place", exact=True).click()
    page.get_by_text("A sublet").click()
    go_on(page, "photos")
    wait_until(page, "() => customElements.get('photo-upload')")
    page.locator("#photo-files").set_input_files(files("front.jpg", "kitchen.jpg"))
    expect(page.locator(".photo[data-photo]")).to_have_count(2, timeout=SLOW)
    go_on(page, "place")
    answer(page)
    page.get_by_role("button", name="Publish listing").click()
    page.wait_for_url(re.compile(r"/listings/\d+/$"))
    shown = "image => image.decode().then(() => image.naturalWidth > 0)"
    assert page.locator(".gallery-photos img").first.evaluate(shown), "out of the bucket"
    return re.search(r"/listings/\d+/$", page.url)[0]


def say(page: Page, words: str):
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Enter")


def bodies(page: Page):
    return page.locator(".message .message-body")


def start_a_talk(ana: Page, ben: Page) -> list[str]:
    """About a listing of Ana's that Ben has found; the messages so far."""
    ben.goto(post_a_place(ana))
    ben.get_by_role("button", name="Message the lister").click()
    ben.wait_for_url(re.compile(r"/chat/\d+/"))
    ana.goto(re.search(r"/chat/\d+/", ben.url)[0])
    say(ben, "Is it still free?")
    expect(bodies(ana)).to_have_text(["Is it still free?"], timeout=SLOW)
    return ["Is it still free?"]


def talk_while(work, ana: Page, ben: Page) -> list[str]:
    """Messages from one and then the other, until the work is done."""
    said = []
    while not work.done():
        page = (ana, ben)[len(said) % 2]
        said.append(f"word {len(said)}")
        say(page, said[-1])
        page.wait_for_timeout(1000)
    return said


def test_second_push_during_a_conversation_loses_nothing(online, people, outbox):
    for page, name in zip(people, ("Ana", "Ben"), strict=True):
        sign_up(page, name, outbox)
    said = start_a_talk(*people)
    online.commit("templates/robots.txt", "User-agent: *\n")
    with ThreadPoolExecutor(1) as pusher:
        push = pusher.submit(online.push)
        said += talk_while(push, *people)
    assert push.result().returncode == 0, push.result().stderr
    say(people[0], "Still there?")
    for page in people:
        expect(bodies(page)).to_have_count(len(said) + 1, timeout=SLOW)
        expect(page.locator("[data-state=pending]")).to_have_count(0, timeout=SLOW)
    hers, his = (bodies(page).all_inner_texts() for page in people)
    assert hers == his
    assert sorted(hers) == sorted([*said, "Still there?"])
    assert online.router.codes == []


def test_failed_migration_keeps_the_old_release(online):
    before = online.slug
    last = sorted(path.stem for path in (online.clone / "accounts/migrations").glob("0*.py"))[-1]
    online.config["DISABLE_COLLECTSTATIC"] = "1"
    online.commit("accounts/migrations/9999_broken.py", BROKEN.format(last=last))
    refused = online.push()
    online.undo_commit()
    assert refused.returncode != 0
    assert "division by zero" in refused.stderr
    assert online.slug == before
    assert ask(online, "/")[0] == 200
