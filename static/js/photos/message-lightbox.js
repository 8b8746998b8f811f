// Shows the photos of the messages on the page in a lightbox. Without scripts: links to the pictures.
import { PhotoLightbox } from "./photo-lightbox.js";

class MessageLightbox extends PhotoLightbox {
  connectedCallback() {
    super.connectedCallback();
    this.template = this.querySelector("template");
    document.querySelector("chat-log").addEventListener("click", (event) => this.openFrom(event));
  }

  openFrom(event) {
    const link = event.target.closest(".message-photo");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.links = [...document.querySelectorAll("chat-log .message-photo")];
    this.track.replaceChildren(...this.links.map((photo) => this.figure(photo)));
    this.open(this.links.indexOf(link));
  }

  figure(photo) {
    const item = this.template.content.cloneNode(true).firstElementChild;
    const { alt } = photo.querySelector("img");
    Object.assign(item.querySelector("img"), { src: photo.href, alt });
    item.querySelector("figcaption").textContent = alt;
    return item;
  }
}

customElements.define("message-lightbox", MessageLightbox);
