// The photos of a listing that is edited: they are reordered with buttons or by dragging, deleted,
// and added when an upload finishes. The page changes at once, and the server is told after.
class PhotoList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.status = this.querySelector("[role=status]");
    this.form = this.closest("form");
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

  press(event) {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const photo = button.closest(".photo");
    if ("delete" in button.dataset) this.delete(photo);
    else this.move(photo, Number(button.dataset.move), button);
  }

  move(photo, by, button) {
    const photos = [...this.list.children];
    const index = Math.min(Math.max(photos.indexOf(photo) + by, 0), photos.length - 1);
    const target = photos[index];
    if (target !== photo) target[by < 0 ? "before" : "after"](photo);
    this.saveOrder(photo);
    // The button is hidden where the photo can't move any further.
    const visible = [button, ...photo.querySelectorAll("[data-move]")].find(
      (choice) => choice.checkVisibility(),
    );
    visible?.focus();
  }

  startDrag(event) {
    const photo = event.target.closest(".photo");
    const grip = event.target.closest(".photo-grip");
    const byMouse = event.pointerType === "mouse" && event.button === 0 && event.target.closest(".photo-picture");
    if (!photo || !(grip || byMouse)) return;
    event.preventDefault();
    const order = this.order();
    photo.classList.add("is-dragged");
    const gesture = new AbortController();
    const { signal } = gesture;
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

  drag(photo, x, y) {
    const over = document.elementFromPoint(x, y)?.closest(".photo");
    if (!over || over === photo || over.parentElement !== this.list) return;
    const photos = [...this.list.children];
    over[photos.indexOf(over) < photos.indexOf(photo) ? "before" : "after"](photo);
  }

  order() {
    return [...this.list.children].map((photo) => photo.dataset.photo);
  }

  saveOrder(photo) {
    const order = this.order();
    this.status.textContent = `Photo ${order.indexOf(photo.dataset.photo) + 1} of ${order.length}`;
    return this.post(this.dataset.order, order.map((id) => ["order", id]));
  }

  async delete(photo) {
    const next = photo.nextElementSibling ?? photo.previousElementSibling;
    const url = this.dataset.delete.replace("/0/", `/${photo.dataset.photo}/`);
    if (!(await this.post(url, []))) return;
    photo.remove();
    this.status.textContent = "The photo is deleted.";
    (next?.querySelector("[data-delete]") ?? document.getElementById("photo-files"))?.focus();
  }

  async post(url, pairs) {
    const body = new URLSearchParams(pairs);
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const response = await fetch(url, { method: "POST", body, headers }).catch(() => null);
    if (response?.status !== 204) this.status.textContent = "That didn't work. Try again in a moment.";
    // The preview shows the cover.
    this.form.dispatchEvent(new Event("save"));
    return response?.status === 204;
  }

  add({ id, url }) {
    const photo = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const field = photo.querySelector("input");
    photo.dataset.photo = id;
    photo.querySelector("img").src = url;
    field.name = `description-${id}`;
    field.id = photo.querySelector("label").htmlFor = `id_description-${id}`;
    photo.querySelector(".field-errors").id = `id_description-${id}_errors`;
    this.list.append(photo);
    this.form.dispatchEvent(new Event("save"));
  }
}

customElements.define("photo-list", PhotoList);
