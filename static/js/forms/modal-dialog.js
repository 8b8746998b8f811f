// A dialog in a response of the server: it opens when it is inserted and is removed when it closes.
class ModalDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    const opener = document.activeElement;
    dialog.addEventListener("close", () => {
      this.remove();
      opener?.focus();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
    dialog.showModal();
  }
}

customElements.define("modal-dialog", ModalDialog);
