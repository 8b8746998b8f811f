// The arrow keys go from message to message, Enter opens the options of one, Escape goes to write.
export class MessageKeyboard {
  constructor(region, list) {
    this.region = region;
    this.list = list;
    region.addEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const item = event.target.closest(".message");
    if (event.key === "Escape") return this.write();
    if (event.target !== item && event.target !== this.region) return; // a link's or a button's own
    const goal = this.goal(event.key, item);
    if (goal) goal.focus();
    else if (event.key === "ArrowDown" && item) this.write();
    else if (event.key === "Enter" && item) this.open(item);
    else return;
    event.preventDefault();
  }

  goal(key, item) {
    if (key === "ArrowUp") return item ? item.previousElementSibling : this.lastSeen();
    if (key === "ArrowDown") return item?.nextElementSibling;
    if (key === "Home" && item) return this.list.firstElementChild;
    if (key === "End" && item) return this.list.lastElementChild;
    return null;
  }

  lastSeen() {
    const edge = this.region.getBoundingClientRect().bottom;
    return [...this.list.children].findLast((item) => item.getBoundingClientRect().top < edge);
  }

  open(item) {
    const options = item.querySelector(".message-more");
    if (options.checkVisibility()) options.click();
  }

  write() {
    document.querySelector("chat-composer textarea")?.focus();
  }
}
