// Shows a listing's photos in a lightbox. Without scripts: links to the pictures.
import { closest, find, findAll } from "../dom.js";

/** @type {Record<string, number | undefined>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class PhotoLightbox extends HTMLElement {
  index = 0;
  isScrolling = false;

  connectedCallback() {
    /** @type {HTMLDialogElement} */
    this.dialog = find(this, "dialog");
    /** @type {HTMLElement} */
    this.track = find(this, ".lightbox-track");
    /** @type {HTMLElement} */
    this.counter = find(this, ".lightbox-count");
    /** @type {HTMLAnchorElement[]} */
    this.links = findAll(this, ".gallery-photos a", HTMLAnchorElement);
    this.addEventListener("click", this);
    this.dialog.addEventListener("keydown", this);
    for (const type of ["scroll", "pointerdown", "wheel"]) {
      this.track.addEventListener(type, this, { passive: true });
    }
  }

  /**
   * @typedef {KeyboardEvent & { type: "keydown" }} KeyDown
   * @typedef {MouseEvent & { type: "click" }} Click
   * @param {KeyDown | Click | PlainEvent<"scroll" | "pointerdown" | "wheel">} event
   */
  handleEvent(event) {
    if (event.type === "click") return this.onClick(event);
    if (event.type === "keydown") return this.onKey(event);
    if (event.type === "scroll") return this.onScroll();
    return this.endScroll();
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = closest(event.target, "a");
    const go = closest(event.target, "[data-go]")?.dataset.go;
    const isBackground = event.target instanceof Element && event.target.matches(".lightbox-photo, figure");
    if (link) {
      event.preventDefault();
      this.open(Math.max(0, this.links.indexOf(link)));
    } else if (go === "close" || isBackground) {
      this.dialog.close();
    } else if (go) {
      this.show(this.index + Number(go));
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.show(this.index + step);
  }

  /** @param {number} index */
  open(index) {
    this.dialog.showModal();
    this.show(index, "instant");
  }

  /**
   * @param {number} index
   * @param {ScrollBehavior} [behavior]
   */
  show(index, behavior = "auto") {
    this.index = Math.max(0, Math.min(index, this.links.length - 1));
    this.updateControls(this.index);
    const left = this.index * this.track.clientWidth;
    this.track.scrollTo({ left, behavior });
    this.isScrolling = Math.abs(this.track.scrollLeft - left) > 1;
  }

  // The user's own scrolling ends ours.
  endScroll() {
    this.isScrolling = false;
  }

  // After the user's scrolling, the photo where it stops is the current one. While the script scrolls
  // to a photo, those that it passes don't count: the next key would continue from there.
  onScroll() {
    const position = this.track.scrollLeft / this.track.clientWidth;
    const nearest = Math.round(position);
    if (this.isScrolling && nearest !== this.index) return;
    if (Math.abs(position - nearest) < 0.02) {
      this.isScrolling = false;
      this.index = nearest;
    }
    this.updateControls(nearest);
  }

  /** @param {number} index */
  updateControls(index) {
    const text = `${index + 1} of ${this.links.length}`;
    if (this.counter.textContent !== text) this.counter.textContent = text;
    for (const button of findAll(this.dialog, "[data-go]:not([data-go=close])")) {
      const target = index + Number(button.dataset.go);
      button.ariaDisabled = String(target < 0 || target >= this.links.length);
    }
  }
}

customElements.define("photo-lightbox", PhotoLightbox);
