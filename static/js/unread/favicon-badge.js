// Draws a number onto the page's favicon.
const SIZE = 64;
const MAX = 9; // two digits can't be read at that size

export class FaviconBadge {
  /** @type {HTMLImageElement | null | undefined} */
  #image;

  /** @param {HTMLLinkElement} link */
  constructor(link) {
    this.link = link;
    this.plain = { href: link.href, type: link.type };
    this.label = "";
  }

  /** @param {number} count */
  async show(count) {
    const label = count > MAX ? `${MAX}+` : String(count || "");
    if (label === this.label) return;
    this.label = label;
    const icon = label ? { href: await this.#draw(label), type: "image/png" } : this.plain;
    if (label === this.label && icon.href) Object.assign(this.link, icon);
  }

  /** @param {string} label */
  async #draw(label) {
    this.#image ??= await load(this.plain.href);
    if (!this.#image) return null;
    const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
    const context = canvas.getContext("2d");
    if (!context) return null;
    context.drawImage(this.#image, 0, 0, SIZE, SIZE);
    context.fillStyle = "#c2185b";
    context.beginPath();
    context.arc(SIZE - 20, 20, 20, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = "#ffffff";
    context.font = `700 ${label.length > 1 ? 24 : 30}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(label, SIZE - 20, 22);
    return canvas.toDataURL("image/png");
  }
}

/** @param {string} href */
async function load(href) {
  const image = new Image();
  image.src = href;
  try {
    await image.decode();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // offline
    return null;
  }
  return image;
}
