// A dialog that came with an answer of the server: it opens as it arrives and goes when it closes.
class ModalDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    const came = document.activeElement;
    dialog.addEventListener("close", () => {
      this.remove();
      came?.focus();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
    dialog.showModal();
  }
}

customElements.define("modal-dialog", ModalDialog);
