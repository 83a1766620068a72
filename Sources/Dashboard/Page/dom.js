// Small helpers for changing the page in place; data goes in as text only.

/** The element with this id. */
export const $ = (id) => document.getElementById(id);

/** Sets the text of a node where it differs, so that nothing is announced or laid out twice. */
export function text(node, value) {
  const words = value ?? "";
  if (node.textContent !== words) node.textContent = words;
}

/** Shows or hides a node. */
export function show(node, on) {
  if (node.hidden === on) node.hidden = !on;
}

/** Sets or removes an attribute where it differs. */
export function attribute(node, name, value) {
  if (value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/** Makes an element with attributes, and children that are nodes or text. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Makes an SVG element with attributes. */
export function vector(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Brings the children of a list to these items, keeping the nodes, and so the focus, of those that stay. */
export function keyed(list, items, keyOf, create, update) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let place = list.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let node = old.get(key);
    if (node) old.delete(key);
    else {
      node = create(item);
      node.dataset.key = key;
    }
    update(node, item);
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

/** True where typing belongs to the element itself. */
export function takesText(node) {
  if (!node) return false;
  if (node.matches("textarea, select, [contenteditable]")) return true;
  return node.matches("input") && !node.matches("[type=checkbox], [type=radio], [type=range], [type=button]");
}
