"""Waits for conditions in JavaScript. Playwright's own `wait_for_function` compiles its expression
at each check, which the site's policy forbids after the first."""

from playwright.sync_api import Page

# Milliseconds to what is told as it happens: well before the next look at what was missed. How long
# it takes is for `make bench` to say.
SOON = 5_000
_LOOK = """async (given) => {
  const holds = %s;
  for (const ends = performance.now() + 10_000; !holds(given); ) {
    if (performance.now() > ends) throw new Error("It never came to hold: " + holds);
    await new Promise((then) => setTimeout(then, 20));
  }
}"""


def wait_until(page: Page, condition: str, given=None):
    """`condition`: a JavaScript function of `given`, called until it returns something true."""
    page.evaluate(_LOOK % condition, given)
