// Resizes a picture before its upload: a camera's 12 MB would take two minutes at 1 Mbit/s.
//
//   resizeImage(file, longest) -> Promise of what to send: a picture of at most `longest` pixels a
//     side, or the file itself if it is small enough, isn't a picture, or can't be decoded here (the
//     server then answers what is wrong with it).
//
// A small file that isn't a JPEG may still have more pixels than the server decodes.
const SMALL_ENOUGH = 700_000; // bytes: six seconds at 1 Mbit/s, and sharp at 2,048 pixels

let last = Promise.resolve();

export function resizeImage(file, longest) {
  const isSmall = file.size <= SMALL_ENOUGH && file.type === "image/jpeg";
  if (isSmall || !file.type.startsWith("image/")) return Promise.resolve(file);
  last = last.then(() => resizeInWorker(file, longest));
  return last;
}

// One at a time, each in a worker that ends with it: a phone has no memory for more.
function resizeInWorker(file, longest) {
  const worker = new Worker(new URL("./resize-worker.js", import.meta.url));
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(null);
  });
  worker.postMessage({ file, longest, targetSize: SMALL_ENOUGH });
  const isBetter = (resized) => resized && (file.size <= SMALL_ENOUGH || resized.size < file.size);
  return answer
    .then((resized) => (isBetter(resized) ? resized : file))
    .finally(() => worker.terminate());
}
