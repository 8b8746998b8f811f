"""Waits for conditions in JavaScript. Playwright's own `wait_for_function` compiles its expression
at each check, which the site's policy forbids after the first."""

from playwright.sync_api import Page

# Milliseconds within which a page shows an event: well before missed changes are next loaded.
# `make bench` measures how long it really takes.
SOON = 5_000
_POLL = """async (argument) => {
  const condition = %s;
  for (const ends = performance.now() + 10_000; !condition(argument); ) {
    if (performance.now() > ends) throw new Error("This never became true: " + condition);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""


def wait_until(page: Page, condition: str, argument=None):
    """`condition`: a JavaScript function of `argument`, called until it returns something true."""
    page.evaluate(_POLL % condition, argument)
