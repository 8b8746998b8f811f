// The photos of a listing that is edited: they are reordered with buttons or by dragging, deleted,
// and added when an upload finishes. A new order shows at once and is saved after; a deleted photo
// disappears once the server has deleted it.
import { cloneTemplate, closest, enclosing, find, findAll } from "../dom.js";

class PhotoList extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLElement} */
    this.list = find(this, "ol");
    /** @type {HTMLElement} */
    this.status = find(this, "[role=status]");
    /** @type {HTMLFormElement} */
    this.form = enclosing(this, "form");
    /** @type {AbortController} */
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.list.addEventListener("pointerdown", (event) => this.startDrag(event), { signal });
    this.list.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
    document.addEventListener("photo-added", (event) => this.add(event.detail), { signal });
  }

  disconnectedCallback() {
    this.listeners.abort();
  }

  /** @param {MouseEvent} event */
  press(event) {
    const button = closest(event.target, "button");
    if (!button) return;
    event.preventDefault();
    const photo = enclosing(button, ".photo");
    if ("delete" in button.dataset) this.delete(photo);
    else this.move(photo, Number(button.dataset.move), button);
  }

  /**
   * @param {HTMLElement} photo
   * @param {number} by
   * @param {HTMLElement} button
   */
  move(photo, by, button) {
    const { photos } = this;
    const index = Math.min(Math.max(photos.indexOf(photo) + by, 0), photos.length - 1);
    const target = photos[index];
    if (target !== photo) target[by < 0 ? "before" : "after"](photo);
    this.saveOrder(photo);
    // The button is hidden where the photo can't move any further.
    const visible = [button, ...findAll(photo, "[data-move]")].find(
      (choice) => choice.checkVisibility(),
    );
    visible?.focus();
  }

  /** @param {PointerEvent} event */
  startDrag(event) {
    const photo = closest(event.target, ".photo");
    const grip = closest(event.target, ".photo-grip");
    const byMouse = event.pointerType === "mouse" && event.button === 0 && closest(event.target, ".photo-picture");
    if (!photo || !(grip || byMouse)) return;
    event.preventDefault();
    const order = this.order();
    photo.classList.add("is-dragged");
    const gesture = new AbortController();
    const { signal } = gesture;
    /** @param {PointerEvent} event */
    const drag = ({ clientX, clientY }) => this.drag(photo, clientX, clientY);
    const drop = () => {
      gesture.abort();
      photo.classList.remove("is-dragged");
      if (this.order().join() !== order.join()) this.saveOrder(photo);
    };
    addEventListener("pointermove", drag, { signal });
    addEventListener("pointerup", drop, { signal });
    addEventListener("pointercancel", drop, { signal });
  }

  /**
   * @param {HTMLElement} photo
   * @param {number} x
   * @param {number} y
   */
  drag(photo, x, y) {
    const over = closest(document.elementFromPoint(x, y), ".photo");
    if (!over || over === photo || over.parentElement !== this.list) return;
    const { photos } = this;
    over[photos.indexOf(over) < photos.indexOf(photo) ? "before" : "after"](photo);
  }

  get photos() {
    return findAll(this.list, ":scope > .photo");
  }

  order() {
    return this.photos.map((photo) => String(photo.dataset.photo));
  }

  /** @param {HTMLElement} photo */
  saveOrder(photo) {
    const order = this.order();
    this.status.textContent = `Photo ${order.indexOf(String(photo.dataset.photo)) + 1} of ${order.length}`;
    return this.post(String(this.dataset.order), order.map((id) => ["order", id]));
  }

  /** @param {HTMLElement} photo */
  async delete(photo) {
    const next = photo.nextElementSibling ?? photo.previousElementSibling;
    const url = String(this.dataset.delete).replace("/0/", `/${photo.dataset.photo}/`);
    if (!(await this.post(url, []))) return;
    photo.remove();
    this.status.textContent = "Photo deleted.";
    /** @type {HTMLElement | null | undefined} */
    const button = next?.querySelector("[data-delete]");
    (button ?? document.getElementById("photo-files"))?.focus();
  }

  /**
   * @param {string} url
   * @param {string[][]} pairs of the form's data
   */
  async post(url, pairs) {
    const body = new URLSearchParams(pairs);
    const token = find(this.form, "[name=csrfmiddlewaretoken]", HTMLInputElement).value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const response = await fetch(url, { method: "POST", body, headers }).catch(() => null);
    if (response?.status !== 204) this.status.textContent = "That didn’t work. Try again in a moment.";
    // The preview shows the cover.
    this.form.dispatchEvent(new Event("save"));
    return response?.status === 204;
  }

  /** @param {Protocol.Photo} photo */
  add({ id, url }) {
    const photo = cloneTemplate(find(this, "template"));
    const field = find(photo, "input");
    photo.dataset.photo = String(id);
    find(photo, "img").src = url;
    field.name = `description-${id}`;
    field.id = find(photo, "label").htmlFor = `id_description-${id}`;
    find(photo, ".field-errors").id = `id_description-${id}_errors`;
    this.list.append(photo);
    this.form.dispatchEvent(new Event("save"));
  }
}

customElements.define("photo-list", PhotoList);
