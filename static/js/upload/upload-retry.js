// Retries `attempt` until it succeeds, fails for a reason that isn't temporary, or has failed for
// about a minute while online.
//
//   retryUpload(attempt, { onRetry: (text) => ..., signal }) -> the result of `attempt`, or its last
//     UploadError
const MAX_ATTEMPTS = 8;
const SECOND = 1000;
const LONGEST_PAUSE = 15 * SECOND;

export async function retryUpload(attempt, { onRetry, signal }) {
  for (let attempts = 1; ; attempts += 1) {
    let requestedPause;
    try {
      return await attempt();
    } catch (error) {
      if (!error.isTemporary || attempts === MAX_ATTEMPTS || signal.aborted) throw error;
      requestedPause = (error.retryAfter ?? 0) * SECOND;
    }
    if (!navigator.onLine) attempts = 0;
    onRetry(navigator.onLine ? "Not sent yet. Trying again." : "You are offline. It continues once you are back.");
    const backoff = Math.min(SECOND * 2 ** (attempts - 1), LONGEST_PAUSE);
    await pause(Math.max(requestedPause, backoff), signal);
  }
}

// Waits this long or a little longer, so that many tabs that were disconnected together don't return
// in one instant; while offline, until the network is back.
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
