// Uploads one file, once. XMLHttpRequest, because fetch reports no upload progress.
//
//   upload("/listings/7/photos/", { photo: file, nonce: "..." }, { token, progress: (percent) => ... })
//     -> Promise of the server's answer
//   `name`: the file's name; `signal`: cancels the upload.
//   A failure rejects with an UploadError: `canRetry` says whether to offer a retry, `isTemporary`
//   whether to retry automatically, `retryAfter` how many seconds to wait before that.
const LONGEST_PAUSE = 60; // seconds: for a longer wait the user decides
const SILENCE = 40_000; // ms without progress or an answer: the connection is dead

export class UploadError extends Error {
  /**
   * @param {string} message
   * @param {{ canRetry?: boolean, isTemporary?: boolean, retryAfter?: number }} [options]
   */
  constructor(message, { canRetry = false, isTemporary = false, retryAfter = 0 } = {}) {
    super(message);
    this.canRetry = canRetry || isTemporary;
    this.isTemporary = isTemporary;
    this.retryAfter = retryAfter;
  }
}

/**
 * @template Answer
 * @param {string} url
 * @param {Record<string, Blob | string>} fields
 * @param {{ token: string, name: string, progress: (percent: number) => void, signal: AbortSignal }} options
 * @returns {Promise<Answer>}
 */
export function upload(url, fields, { token, name, progress, signal }) {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", token);
  request.responseType = "json";
  /** @type {Timer} */
  let timer;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), SILENCE);
  };
  request.upload.onprogress = ({ loaded, total }) => {
    restartTimer();
    progress((loaded / total) * 100);
  };
  signal.addEventListener("abort", () => request.abort());
  restartTimer();
  const answer = new Promise((resolve, reject) => {
    request.onload = () => (request.status === 201 ? resolve(request.response) : reject(errorFrom(request)));
    const onLost = () => {
      reject(new UploadError("The connection was lost before the file was sent.", { isTemporary: true }));
    };
    request.onerror = request.onabort = onLost;
    if (signal.aborted) onLost();
    else request.send(formData(fields, name));
  });
  return answer.finally(() => clearTimeout(timer));
}

/** @param {Record<string, Blob | string>} fields @param {string} name of the file */
function formData(fields, name) {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof Blob) body.append(key, value, name);
    else body.append(key, value);
  }
  return body;
}

/** @param {XMLHttpRequest} request */
function errorFrom(request) {
  const { status, response } = request;
  const retryAfter = Number(request.getResponseHeader("Retry-After")) || 0;
  const isTemporary = (status > 500 || (status === 429 && retryAfter > 0)) && retryAfter <= LONGEST_PAUSE;
  const options = { canRetry: status >= 500 || status === 429, isTemporary, retryAfter };
  if (response?.detail) return new UploadError(response.detail, options);
  if (status >= 500) return new UploadError("Something went wrong on our side. Try again.", options);
  return new UploadError("You seem to be logged out. Log in in another tab, then try again.", { canRetry: true });
}
