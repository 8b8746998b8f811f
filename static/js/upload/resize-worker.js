// A worker that redraws a picture as an upright JPEG of at most `longest` pixels a side and, if
// possible, at most `enough` bytes. Answers null if this browser can't read the picture, or if it is
// already small in both.
//
//   postMessage({ file, longest, enough }) -> Blob or null
const STEPS = [
  { side: 1, quality: 0.85 },
  { side: 1, quality: 0.75 },
  { side: 1, quality: 0.65 },
  { side: 0.75, quality: 0.65 },
  { side: 0.5, quality: 0.65 },
];

onmessage = async ({ data }) => postMessage(await shrink(data).catch(() => null));

async function shrink({ file, longest, enough }) {
  const full = await read(file, longest, enough);
  if (!full) return null;
  let small;
  for (const { side, quality } of STEPS) {
    small = await drawn(full, side).convertToBlob({ type: "image/jpeg", quality });
    if (small.size <= enough) break;
  }
  return small;
}

// A camera's picture takes 100 MB and more while it is open: not a moment longer than need be.
async function read(file, longest, enough) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = longest / Math.max(picture.width, picture.height);
    return scale >= 1 && file.size <= enough ? null : drawn(picture, Math.min(1, scale));
  } finally {
    picture.close();
  }
}

function drawn(picture, scale) {
  if (scale === 1 && picture instanceof OffscreenCanvas) return picture;
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, width, height);
  return canvas;
}
