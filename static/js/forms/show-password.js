// A password field and a button that shows its text.
import { find } from "../dom.js";

class ShowPassword extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLInputElement} */
    this.field = find(this, "input");
    /** @type {HTMLButtonElement} */
    this.button = find(this, "button");
    this.button.hidden = false;
    this.button.addEventListener("click", this);
    // The browser would remember, and suggest, the value of a text field.
    this.field.form?.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this);
    this.field.form?.removeEventListener("submit", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    this.show(event.type === "click" && this.field.type === "password");
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.field.type = isShown ? "text" : "password";
    this.button.setAttribute("aria-pressed", String(isShown));
    this.button.textContent = isShown ? "Hide" : "Show";
  }
}

customElements.define("show-password", ShowPassword);
