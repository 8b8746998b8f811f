// The photos of a listing, large. Without it each photo is a link to the picture.
export class PhotoLightbox extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.track = this.querySelector(".lightbox-track");
    this.count = this.querySelector(".lightbox-count");
    this.links = [...this.querySelectorAll(".gallery-photos a")];
    this.addEventListener("click", this);
    this.dialog.addEventListener("keydown", this);
    for (const type of ["scroll", "pointerdown", "wheel"]) {
      this.track.addEventListener(type, this, { passive: true });
    }
  }

  handleEvent(event) {
    if (event.type === "scroll") return this.follow();
    if (["pointerdown", "wheel"].includes(event.type)) return this.letGo();
    if (event.type === "keydown") return this.press(event);
    return this.click(event);
  }

  click(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest("a");
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (link) {
      event.preventDefault();
      this.open(Math.max(0, this.links.indexOf(link)));
    } else if (go === "close" || event.target.matches(".lightbox-photo, figure")) {
      this.dialog.close();
    } else if (go) {
      this.show(this.at + Number(go));
    }
  }

  press(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.show(this.at + step);
  }

  open(index) {
    this.dialog.showModal();
    this.show(index, "instant");
  }

  show(index, behavior = "auto") {
    this.at = Math.max(0, Math.min(index, this.links.length - 1));
    this.tell(this.at);
    const left = this.at * this.track.clientWidth;
    this.track.scrollTo({ left, behavior });
    this.moving = Math.abs(this.track.scrollLeft - left) > 1;
  }

  // A hand on the strip ends a move of ours.
  letGo() {
    this.moving = false;
  }

  // Where a hand lets the strip come to rest is where one is. While it still glides to a photo
  // that was asked for, what it passes counts for nothing, or the next press would start there.
  follow() {
    const place = this.track.scrollLeft / this.track.clientWidth;
    const nearest = Math.round(place);
    if (this.moving && nearest !== this.at) return;
    if (Math.abs(place - nearest) < 0.02) {
      this.moving = false;
      this.at = nearest;
    }
    this.tell(nearest);
  }

  tell(index) {
    const words = `${index + 1} of ${this.links.length}`;
    if (this.count.textContent !== words) this.count.textContent = words;
    for (const button of this.dialog.querySelectorAll("[data-go]:not([data-go=close])")) {
      const to = index + Number(button.dataset.go);
      button.ariaDisabled = String(to < 0 || to >= this.links.length);
    }
  }
}

customElements.define("photo-lightbox", PhotoLightbox);
