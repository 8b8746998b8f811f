// The photos of a listing, large. Without it each photo is a link to the picture.
class PhotoLightbox extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.track = this.querySelector(".lightbox-track");
    this.count = this.querySelector(".lightbox-count");
    this.links = [...this.querySelectorAll(".gallery-photos a")];
    this.addEventListener("click", this);
    this.dialog.addEventListener("keydown", this);
    this.track.addEventListener("scroll", this, { passive: true });
  }

  handleEvent(event) {
    if (event.type === "scroll") return this.follow();
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
    this.tell(index);
  }

  show(index, behavior = "auto") {
    this.at = Math.max(0, Math.min(index, this.links.length - 1));
    this.track.scrollTo({ left: this.at * this.track.clientWidth, behavior });
  }

  // A finger, too, may have moved the strip: where it comes to rest is where one is.
  follow() {
    const place = this.track.scrollLeft / this.track.clientWidth;
    const nearest = Math.round(place);
    if (Math.abs(place - nearest) < 0.02) this.at = nearest;
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
