// Typed queries. If an element that a template has to provide is missing, the error names it.

/**
 * The first element in `root` that matches; the selector is a tag, or a `type` may be required.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @overload
 * @param {ParentNode} root
 * @param {K} selector
 * @returns {HTMLElementTagNameMap[K]}
 */
/**
 * @template {Element} [T=HTMLElement]
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [type]
 * @returns {T}
 */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Element} [type]
 */
export function find(root, selector, type) {
  const found = root.querySelector(selector);
  if (found && (!type || found instanceof type)) return found;
  throw new Error(`No ${type?.name ?? "element"} matches "${selector}".`);
}

/**
 * All elements in `root` that match and, if a `type` is required, are one.
 *
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [type]
 */
export function findAll(root, selector, type) {
  const found = /** @type {T[]} */ ([...root.querySelectorAll(selector)]);
  return type ? found.filter((element) => element instanceof type) : found;
}

/**
 * An event's target, or the nearest element around it, that matches; null if there is none.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @overload
 * @param {EventTarget | null} target
 * @param {K} selector
 * @returns {HTMLElementTagNameMap[K] | null}
 */
/**
 * @template {Element} [T=HTMLElement]
 * @overload
 * @param {EventTarget | null} target
 * @param {string} selector
 * @param {new () => T} [type]
 * @returns {T | null}
 */
/**
 * @param {Partial<Element> | null} target a document or a window has no `closest`
 * @param {string} selector
 * @param {new () => Element} [type]
 */
export function closest(target, selector, type) {
  const found = target?.closest?.(selector) ?? null;
  return !type || found instanceof type ? found : null;
}

/**
 * The element, or the nearest one around it, that matches. Throws if there is none.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @overload
 * @param {Element} element
 * @param {K} selector
 * @returns {HTMLElementTagNameMap[K]}
 */
/**
 * @overload
 * @param {Element} element
 * @param {string} selector
 * @returns {HTMLElement}
 */
/**
 * @param {Element} element
 * @param {string} selector
 */
export function enclosing(element, selector) {
  const found = closest(element, selector);
  if (found) return found;
  throw new Error(`No "${selector}" encloses this <${element.localName}>.`);
}

/**
 * A copy of the first element in a template.
 *
 * @param {HTMLTemplateElement} template
 */
export function cloneTemplate(template) {
  return find(/** @type {DocumentFragment} */ (template.content.cloneNode(true)), "*");
}
