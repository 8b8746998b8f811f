// Goes on after a break: `attempt` is made again until it is through, what is broken is no passing
// thing, or it has been tried for about a minute with the line up.
//
//   persist(attempt, { tell: (words) => ..., signal }) -> what `attempt` promises, or its last error,
//     whose `passes` says whether time alone may mend it
const TRIES = 8;
const SECOND = 1000;
const LONGEST = 15 * SECOND;

export async function persist(attempt, { tell, signal }) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!error.passes || tried === TRIES || signal.aborted) throw error;
    }
    if (!navigator.onLine) tried = 0;
    tell(navigator.onLine ? "Not through yet. Trying again." : "You are offline. It goes on when you are back.");
    await pause(Math.min(SECOND * 2 ** (tried - 1), LONGEST), signal);
  }
}

// So long; with the line down, until it is up.
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    // Many tabs that were cut off together don't come back in one instant.
    if (navigator.onLine) setTimeout(resolve, milliseconds * (0.75 + Math.random() / 2));
    addEventListener("online", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
  });
}
