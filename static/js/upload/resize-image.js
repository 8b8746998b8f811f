// Resizes a picture before its upload: a camera's 12 MB would take two minutes at 1 Mbit/s.
//
//   resizeImage(file, maxSide) -> Promise of what to send: a picture of at most `maxSide` pixels a
//     side, or the file itself if it is small enough, isn't a picture, or can't be decoded here (the
//     server then answers what is wrong with it).
//
// A small file that isn't a JPEG may still have more pixels than the server decodes.
const SMALL_ENOUGH = 700_000; // bytes: six seconds at 1 Mbit/s, and sharp at 2,048 pixels

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** @param {File} file @param {number} maxSide @returns {Promise<Blob>} */
export function resizeImage(file, maxSide) {
  const isSmall = file.size <= SMALL_ENOUGH && file.type === "image/jpeg";
  if (isSmall || !file.type.startsWith("image/")) return Promise.resolve(file);
  const resized = last.then(() => resizeInWorker(file, maxSide));
  last = resized;
  return resized;
}

/**
 * One at a time, each in a worker that ends with it: a phone has no memory for more.
 * @param {File} file @param {number} maxSide @returns {Promise<Blob>}
 */
function resizeInWorker(file, maxSide) {
  const isBetter = (/** @type {Blob} */ resized) => file.size <= SMALL_ENOUGH || resized.size < file.size;
  const worker = new Worker(new URL("./resize-worker.js", import.meta.url));
  /** @type {Promise<Blob | null>} */
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(null);
  });
  worker.postMessage({ file, maxSide, targetSize: SMALL_ENOUGH });
  return answer
    .then((resized) => (resized && isBetter(resized) ? resized : file))
    .finally(() => worker.terminate());
}
