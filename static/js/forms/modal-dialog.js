// A dialog in a response of the server: it opens when it is inserted and is removed when it closes.
import { closest, find } from "../dom.js";

class ModalDialog extends HTMLElement {
  connectedCallback() {
    const dialog = find(this, "dialog");
    const opener = document.activeElement;
    dialog.addEventListener("close", () => {
      this.remove();
      if (opener instanceof HTMLElement) opener.focus();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || closest(event.target, "[data-close]")) dialog.close();
    });
    dialog.showModal();
  }
}

customElements.define("modal-dialog", ModalDialog);
