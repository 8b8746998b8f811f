// Renders the photos and PDFs of a message into the server's templates.
import { cloneTemplate, find, findAll } from "../dom.js";
import { fileSize } from "../format/file-size.js";

/**
 * Files that are shown already stay, so that no picture flickers.
 * @param {HTMLElement} item
 * @param {ShownMessage} message
 * @param {MessageTemplates} templates
 */
export function renderAttachments(item, { attachments, sender }, templates) {
  const list = find(item, ".message-files");
  list.hidden = !attachments.length;
  const shown = findAll(list, "[data-file]").map((link) => link.dataset.file);
  if (shown.join() === attachments.map(({ id }) => id).join()) return;
  list.replaceChildren(...attachments.map((file) => render(file, sender, templates)));
}

/**
 * @param {Protocol.File} file
 * @param {Protocol.Person} sender
 * @param {MessageTemplates} templates
 */
function render(file, sender, templates) {
  const template = file.kind === "image" ? templates.photo : templates.pdf;
  const item = cloneTemplate(template);
  const link = find(item, "a");
  link.href = file.url;
  link.dataset.file = file.id;
  if (file.kind === "image") renderPhoto(find(link, "img"), file, sender);
  else renderPdf(link, file);
  return item;
}

/**
 * @param {HTMLImageElement} image
 * @param {Protocol.File} file
 * @param {Protocol.Person} sender
 */
function renderPhoto(image, file, sender) {
  image.alt = `Photo from ${sender.name}: ${file.name}`;
  [image.width, image.height] = displaySize(file);
  image.src = file.preview ?? file.url;
}

/**
 * @param {HTMLElement} link
 * @param {Protocol.File} file
 */
function renderPdf(link, { name, size }) {
  find(link, ".message-pdf-name").textContent = name;
  find(link, ".message-pdf-size").textContent = fileSize(size);
}

/**
 * In CSS pixels. `display_size` in chat/models/attachment.py follows the same rule.
 * @param {Pick<Protocol.File, "width" | "height">} image
 */
export function displaySize({ width, height }) {
  const scale = Math.min(1, 320 / Number(width), 288 / Number(height));
  return [Number(width), Number(height)].map((side) => Math.max(1, Math.floor(side * scale + 0.5)));
}
