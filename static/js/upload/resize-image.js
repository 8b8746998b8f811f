// Makes a picture small before it leaves: a camera's 12 MB would take a narrow line two minutes.
//
//   shrink(file, longest) -> Promise of what to send: a smaller picture of at most `longest` pixels
//     a side, or the file itself where it is small, is no picture, or can't be read here (the server
//     then says what it thinks of it).
//
// A small file that isn't a JPEG may still have more pixels than the server decodes.
const ENOUGH = 700_000; // bytes: five seconds of 1 Mbit/s, and sharp at 2,048 pixels

let turn = Promise.resolve();

export function shrink(file, longest) {
  const fits = file.size <= ENOUGH && file.type === "image/jpeg";
  if (fits || !file.type.startsWith("image/")) return Promise.resolve(file);
  turn = turn.then(() => shrunk(file, longest));
  return turn;
}

// One at a time, each in a worker that ends with it: a phone has no memory for more.
function shrunk(file, longest) {
  const worker = new Worker(new URL("./resize-worker.js", import.meta.url));
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(null);
  });
  worker.postMessage({ file, longest, enough: ENOUGH });
  const better = (small) => small && (file.size <= ENOUGH || small.size < file.size);
  return answer.then((small) => (better(small) ? small : file)).finally(() => worker.terminate());
}
