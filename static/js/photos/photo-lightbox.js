// Shows a listing's photos in a lightbox. Without scripts: links to the pictures.
export class PhotoLightbox extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.track = this.querySelector(".lightbox-track");
    this.counter = this.querySelector(".lightbox-count");
    this.links = [...this.querySelectorAll(".gallery-photos a")];
    this.addEventListener("click", this);
    this.dialog.addEventListener("keydown", this);
    for (const type of ["scroll", "pointerdown", "wheel"]) {
      this.track.addEventListener(type, this, { passive: true });
    }
  }

  handleEvent(event) {
    if (event.type === "scroll") return this.onScroll();
    if (["pointerdown", "wheel"].includes(event.type)) return this.endScroll();
    if (event.type === "keydown") return this.onKey(event);
    return this.onClick(event);
  }

  onClick(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest("a");
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (link) {
      event.preventDefault();
      this.open(Math.max(0, this.links.indexOf(link)));
    } else if (go === "close" || event.target.matches(".lightbox-photo, figure")) {
      this.dialog.close();
    } else if (go) {
      this.show(this.index + Number(go));
    }
  }

  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.show(this.index + step);
  }

  open(index) {
    this.dialog.showModal();
    this.show(index, "instant");
  }

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

  updateControls(index) {
    const text = `${index + 1} of ${this.links.length}`;
    if (this.counter.textContent !== text) this.counter.textContent = text;
    for (const button of this.dialog.querySelectorAll("[data-go]:not([data-go=close])")) {
      const target = index + Number(button.dataset.go);
      button.ariaDisabled = String(target < 0 || target >= this.links.length);
    }
  }
}

customElements.define("photo-lightbox", PhotoLightbox);
