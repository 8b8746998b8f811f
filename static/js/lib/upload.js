// Sends one file. XMLHttpRequest, because fetch can't tell how much has gone out.
//
//   upload("/listings/7/photos/", file, { token, progress: (percent) => ... })
//     -> Promise of {id, url, position}
//   `field` names it in the form; `signal` breaks it off.
//   Refused: the promise fails with an UploadError, whose `again` says whether to try once more.
export class UploadError extends Error {
  constructor(message, again) {
    super(message);
    this.again = again;
  }
}

export function upload(url, file, { token, progress, field = "photo", signal }) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append(field, file);
  request.open("POST", url);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", token);
  request.responseType = "json";
  request.timeout = 300_000;
  request.upload.onprogress = (event) => progress((event.loaded / event.total) * 100);
  return new Promise((resolve, reject) => {
    const lost = () => reject(new UploadError("The line broke. It wasn't sent.", true));
    request.onerror = request.ontimeout = request.onabort = lost;
    signal?.addEventListener("abort", () => request.abort());
    request.onload = () => {
      if (request.status === 201) resolve(request.response);
      else reject(refusal(request));
    };
    request.send(body);
  });
}

function refusal({ status, response }) {
  if (response?.detail) return new UploadError(response.detail, status >= 500 || status === 429);
  if (status >= 500) return new UploadError("Something went wrong here. Try again.", true);
  return new UploadError("You seem to be logged out. Log in in another tab, then try again.", true);
}
