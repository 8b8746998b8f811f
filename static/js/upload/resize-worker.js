// A worker that redraws a picture as an upright JPEG of at most `maxSide` pixels a side and, if
// possible, at most `targetSize` bytes. Answers null if this browser can't decode the picture, or if
// it is already small in both.
//
//   postMessage({ file, maxSide, targetSize }) -> Blob or null
const STEPS = [
  { scale: 1, quality: 0.85 },
  { scale: 1, quality: 0.75 },
  { scale: 1, quality: 0.65 },
  { scale: 0.75, quality: 0.65 },
  { scale: 0.5, quality: 0.65 },
];

onmessage = async ({ data }) => postMessage(await resize(data).catch(() => null));

/** @param {{ file: File, maxSide: number, targetSize: number }} data */
async function resize({ file, maxSide, targetSize }) {
  const full = await decode(file, maxSide, targetSize);
  if (!full) return null;
  let resized = null;
  for (const { scale, quality } of STEPS) {
    resized = await draw(full, scale).convertToBlob({ type: "image/jpeg", quality });
    if (resized.size <= targetSize) break;
  }
  return resized;
}

/**
 * A camera's picture takes 100 MB and more while it is open, so it is closed as soon as possible.
 * @param {File} file @param {number} maxSide @param {number} targetSize
 */
async function decode(file, maxSide, targetSize) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = maxSide / Math.max(picture.width, picture.height);
    return scale >= 1 && file.size <= targetSize ? null : draw(picture, Math.min(1, scale));
  } finally {
    picture.close();
  }
}

/** @param {ImageBitmap | OffscreenCanvas} picture @param {number} scale */
function draw(picture, scale) {
  if (scale === 1 && picture instanceof OffscreenCanvas) return picture;
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("The canvas has no 2D context.");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
