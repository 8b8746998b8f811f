// The keyboard in the list of messages: arrow keys move between messages, Enter opens a message's
// options, Escape moves to the composer.
export class MessageKeyboard {
  constructor(region, list) {
    this.region = region;
    this.list = list;
    region.addEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const item = event.target.closest(".message");
    if (event.key === "Escape") return this.focusComposer();
    if (event.target !== item && event.target !== this.region) return; // links and buttons have own keys
    const next = this.nextItem(event.key, item);
    if (next) next.focus();
    else if (event.key === "ArrowDown" && item) this.focusComposer();
    else if (event.key === "Enter" && item) this.openMenu(item);
    else return;
    event.preventDefault();
  }

  nextItem(key, item) {
    if (key === "ArrowUp") return item ? item.previousElementSibling : this.lastVisible();
    if (key === "ArrowDown") return item?.nextElementSibling;
    if (key === "Home" && item) return this.list.firstElementChild;
    if (key === "End" && item) return this.list.lastElementChild;
    return null;
  }

  lastVisible() {
    const edge = this.region.getBoundingClientRect().bottom;
    return [...this.list.children].findLast((item) => item.getBoundingClientRect().top < edge);
  }

  openMenu(item) {
    const button = item.querySelector(".message-more");
    if (button.checkVisibility()) button.click();
  }

  focusComposer() {
    document.querySelector("chat-composer textarea")?.focus();
  }
}
