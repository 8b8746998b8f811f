// Retries `attempt` until it succeeds, fails for a reason that isn't temporary, or has failed for
// about a minute while online.
//
//   retryUpload(attempt, { onRetry: (text) => ..., signal }) -> the result of `attempt`, or its last
//     UploadError
import { UploadError } from "./upload.js";

const MAX_ATTEMPTS = 8;
const SECOND = 1000;
const LONGEST_PAUSE = 15 * SECOND;

/**
 * @template Answer
 * @param {() => Promise<Answer>} attempt
 * @param {{ onRetry: (text: string) => void, signal: AbortSignal }} options
 */
export async function retryUpload(attempt, { onRetry, signal }) {
  for (let attempts = 1; ; attempts += 1) {
    let requestedPause;
    try {
      return await attempt();
    } catch (error) {
      const isFinal = attempts === MAX_ATTEMPTS || signal.aborted;
      if (!(error instanceof UploadError) || !error.isTemporary || isFinal) throw error;
      requestedPause = error.retryAfter * SECOND;
    }
    if (!navigator.onLine) attempts = 0;
    onRetry(navigator.onLine ? "Not sent yet. Trying again." : "You’re offline. The upload continues once you’re back.");
    const backoff = Math.min(SECOND * 2 ** (attempts - 1), LONGEST_PAUSE);
    await pause(Math.max(requestedPause, backoff), signal);
  }
}

/**
 * Waits this long or a little longer, so that many tabs that were disconnected together don't return
 * in one instant; while offline, until the network is back.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const ended = new AbortController();
    /** @type {Timer} */
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
