// The tab's sign with a count on it, drawn over the one that the page has.
const SIZE = 64;
const MOST = 9; // two figures can't be read at that size

export class FaviconBadge {
  constructor(link) {
    this.link = link;
    this.plain = { href: link.href, type: link.type };
    this.shown = "";
  }

  async show(count) {
    const words = count > MOST ? `${MOST}+` : String(count || "");
    if (words === this.shown) return;
    this.shown = words;
    const sign = words ? { href: await this.#draw(words), type: "image/png" } : this.plain;
    if (words === this.shown && sign.href) Object.assign(this.link, sign);
  }

  async #draw(words) {
    this.image ??= await load(this.plain.href);
    if (!this.image) return null;
    const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
    const pen = canvas.getContext("2d");
    pen.drawImage(this.image, 0, 0, SIZE, SIZE);
    pen.fillStyle = "#c2185b";
    pen.beginPath();
    pen.arc(SIZE - 20, 20, 20, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = "#ffffff";
    pen.font = `700 ${words.length > 1 ? 24 : 30}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(words, SIZE - 20, 22);
    return canvas.toDataURL("image/png");
  }
}

async function load(href) {
  const image = new Image();
  image.src = href;
  try {
    await image.decode();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the line is gone
    return null;
  }
  return image;
}
