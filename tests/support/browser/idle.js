// Counts what a page has under way, for tests/support/browser/idle.py; runs before the page's own scripts.
(() => {
  // Longer timers are reminders and retries: nobody waits for them.
  const SHORT_TIMER = 800;
  const timers = new Set();
  const sockets = new Set();
  let calls = 0;
  const { setTimeout, clearTimeout, fetch, WebSocket } = window;
  const end = () => (calls -= 1);

  window.setTimeout = (act, after = 0, ...given) => {
    const run = () => {
      timers.delete(id);
      act?.(...given);
    };
    const id = setTimeout(run, after);
    if (after <= SHORT_TIMER) timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
  window.fetch = (...given) => {
    calls += 1;
    const answer = fetch(...given);
    answer.then(end, end);
    return answer;
  };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...given) {
    calls += 1;
    this.addEventListener("loadend", end, { once: true });
    return send.apply(this, given);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      sockets.add(this);
      for (const type of ["open", "close"]) this.addEventListener(type, () => sockets.delete(this));
    }
  };

  function ends({ playState, effect }) {
    return playState === "running" && effect.getComputedTiming().endTime !== Infinity;
  }

  function underWay() {
    const found = {
      document: document.readyState !== "complete",
      calls: calls > 0,
      sockets: sockets.size > 0,
      timers: timers.size > 0,
      fonts: document.fonts.status !== "loaded",
      // A lazy one that comes into view is a request, which Playwright counts.
      pictures: [...document.images].some((each) => each.loading !== "lazy" && !each.complete),
      animations: document.getAnimations().some(ends),
      htmx: document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling") !== null,
      elements: document.querySelector(":not(:defined)") !== null,
    };
    return Object.keys(found).filter((kind) => found[kind]);
  }

  const frame = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));

  // What a new size or scheme sets off begins with the next frames.
  window.underWay = async () => {
    await frame();
    await frame();
    return underWay();
  };
})();
