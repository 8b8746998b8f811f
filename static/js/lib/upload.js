// Sends one file, once. XMLHttpRequest, because fetch can't tell how much has gone out.
//
//   upload("/listings/7/photos/", { photo: file, nonce: "..." }, { token, progress: (percent) => ... })
//     -> Promise of what the server answers
//   `name` is the file's; `signal` breaks it off.
//   Refused: the promise fails with an UploadError, whose `again` says whether to offer another try,
//   and `passes` whether to make one unasked.
const SILENCE = 40_000; // ms without a byte going out or an answer: the line is dead

export class UploadError extends Error {
  constructor(message, { again = false, passes = false } = {}) {
    super(message);
    this.again = again || passes;
    this.passes = passes;
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

function refusal({ status, response }) {
  const passes = status > 500;
  if (response?.detail) return new UploadError(response.detail, { again: status >= 500 || status === 429, passes });
  if (status >= 500) return new UploadError("Something went wrong here. Try again.", { again: true, passes });
  return new UploadError("You seem to be logged out. Log in in another tab, then try again.", { again: true });
}
