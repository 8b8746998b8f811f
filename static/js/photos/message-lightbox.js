// Shows the photos of the messages on the page in a lightbox. Without scripts: links to the pictures.
import { cloneTemplate, closest, find, findAll } from "../dom.js";
import { PhotoLightbox } from "./photo-lightbox.js";

class MessageLightbox extends PhotoLightbox {
  connectedCallback() {
    super.connectedCallback();
    /** @type {HTMLTemplateElement} */
    this.template = find(this, "template");
    find(document, "chat-log").addEventListener("click", (event) => this.openFrom(event));
  }

  /** @param {MouseEvent} event */
  openFrom(event) {
    const link = closest(event.target, ".message-photo", HTMLAnchorElement);
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.links = findAll(document, "chat-log .message-photo", HTMLAnchorElement);
    this.track.replaceChildren(...this.links.map((photo) => this.figure(photo)));
    this.open(this.links.indexOf(link));
  }

  /** @param {HTMLAnchorElement} photo */
  figure(photo) {
    const item = cloneTemplate(this.template);
    const { alt } = find(photo, "img");
    Object.assign(find(item, "img"), { src: photo.href, alt });
    find(item, "figcaption").textContent = alt;
    return item;
  }
}

customElements.define("message-lightbox", MessageLightbox);
