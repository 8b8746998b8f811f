// The composer's text field: it grows with its text and shows how many characters are left.
const WARN_BELOW = 200; // characters

export class TextBox {
  /**
   * @param {HTMLTextAreaElement} element
   * @param {HTMLElement} counter
   * @param {number} maxLength in characters
   */
  constructor(element, counter, maxLength) {
    this.element = element;
    this.counter = counter;
    this.maxLength = maxLength;
  }

  get text() {
    return this.element.value;
  }

  set text(text) {
    this.element.value = text;
    this.update();
  }

  get remaining() {
    return this.maxLength - [...this.text].length;
  }

  focus() {
    this.element.focus();
  }

  update() {
    const { remaining, counter, element } = this;
    const label = remaining < 0 ? `${-remaining} too many` : `${remaining} left`;
    counter.textContent = remaining < WARN_BELOW ? label : "";
    counter.classList.toggle("is-over", remaining < 0);
    if (CSS.supports("field-sizing", "content")) return;
    element.style.blockSize = "auto";
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }
}
