// Uploads one file, once. XMLHttpRequest, because fetch reports no upload progress.
//
//   upload("/listings/7/photos/", { photo: file, nonce: "..." }, { token, progress: (percent) => ... })
//     -> Promise of the server's answer
//   `name`: the file's name; `signal`: cancels the upload.
//   A failure rejects with an UploadError: `again` says whether to offer a retry, `passes` whether to
//   retry automatically, `retryAfter` how many seconds to wait before that.
const LONGEST_PAUSE = 60; // seconds: for a longer wait the user decides
const SILENCE = 40_000; // ms without progress or an answer: the connection is dead

export class UploadError extends Error {
  constructor(message, { again = false, passes = false, retryAfter = 0 } = {}) {
    super(message);
    this.again = again || passes;
    this.passes = passes;
    this.retryAfter = retryAfter;
  }
}

export function upload(url, fields, { token, name, progress, signal }) {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", token);
  request.responseType = "json";
  let alarm;
  const listen = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => request.abort(), SILENCE);
  };
  request.upload.onprogress = ({ loaded, total }) => {
    listen();
    progress((loaded / total) * 100);
  };
  signal.addEventListener("abort", () => request.abort());
  listen();
  return new Promise((resolve, reject) => {
    request.onload = () => (request.status === 201 ? resolve(request.response) : reject(refusal(request)));
    const lost = () => reject(new UploadError("The line broke. It wasn't sent.", { passes: true }));
    request.onerror = request.onabort = lost;
    if (signal.aborted) lost();
    else request.send(form(fields, name));
  }).finally(() => clearTimeout(alarm));
}

function form(fields, name) {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof Blob) body.append(key, value, name);
    else body.append(key, value);
  }
  return body;
}

function refusal(request) {
  const { status, response } = request;
  const retryAfter = Number(request.getResponseHeader("Retry-After")) || 0;
  const passes = (status > 500 || (status === 429 && retryAfter > 0)) && retryAfter <= LONGEST_PAUSE;
  const options = { again: status >= 500 || status === 429, passes, retryAfter };
  if (response?.detail) return new UploadError(response.detail, options);
  if (status >= 500) return new UploadError("Something went wrong here. Try again.", options);
  return new UploadError("You seem to be logged out. Log in in another tab, then try again.", { again: true });
}
