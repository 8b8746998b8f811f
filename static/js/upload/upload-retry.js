// Retries `attempt` until it succeeds, fails for a reason that isn't temporary, or has failed for
// about a minute while online.
//
//   persist(attempt, { tell: (words) => ..., signal }) -> the result of `attempt`, or its last error:
//     its `passes` says whether the reason is temporary, `retryAfter` how many seconds to wait
const TRIES = 8;
const SECOND = 1000;
const LONGEST = 15 * SECOND;

export async function retryUpload(attempt, { tell, signal }) {
  for (let tried = 1; ; tried += 1) {
    let asked;
    try {
      return await attempt();
    } catch (error) {
      if (!error.passes || tried === TRIES || signal.aborted) throw error;
      asked = (error.retryAfter ?? 0) * SECOND;
    }
    if (!navigator.onLine) tried = 0;
    tell(navigator.onLine ? "Not through yet. Trying again." : "You are offline. It goes on when you are back.");
    await pause(Math.max(asked, Math.min(SECOND * 2 ** (tried - 1), LONGEST)), signal);
  }
}

// Waits this long or a little longer, so that many tabs that were cut off together don't return in
// one instant; while offline, until the network is back.
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const ended = new AbortController();
    let timer;
    const end = () => {
      clearTimeout(timer);
      ended.abort();
      resolve();
    };
    if (navigator.onLine) timer = setTimeout(end, milliseconds * (1 + Math.random() / 4));
    else addEventListener("online", end, { signal: ended.signal });
    signal.addEventListener("abort", end, { signal: ended.signal });
    if (signal.aborted) end();
  });
}
