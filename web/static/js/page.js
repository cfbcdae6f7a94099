/**
 * What the server put into the page, and the few ways in which modules touch the document.
 * Text reaches the document as text only; there is no markup from data anywhere.
 */

/**
 * @typedef {{id: string, name: string, zone: string, search?: string, purpose?: string}} Service
 * @typedef {{id: string, name: string, zone?: string, kind?: string}} Place
 * @typedef {{hall: string, name: string, timezone: string, zones: Place[], windows: Place[], items: Service[],
 *   types: Service[], hours: {start: string, end: string, last_ticket: ?string, lunch: ?string,
 *   lunch_open: boolean}}} Catalogue
 */

/** @type {{lang: string, words: Object<string, string>, hall: Catalogue, session: boolean}} */
const data = JSON.parse(document.getElementById("page-data").textContent);

export const lang = data.lang;
export const hall = data.hall;
/** Whether this browser carries a session, perhaps an expired one. */
export const hasSession = data.session;

/**
 * The text of `key` with its {names} filled in.
 * @param {string} key
 * @param {Object<string, string|number>} [values]
 */
export function t(key, values = {}) {
  const text = data.words[key];
  if (text === undefined) {
    console.error(`no word for ${key}`);
    return key;
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** The text of `key`, or `otherwise` for a code that this page has no word for. */
export function wordFor(key, otherwise) {
  return Object.hasOwn(data.words, key) ? data.words[key] : otherwise;
}

/** @param {string} id */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * A new element. Attributes that begin with "on" are listeners; `false`, `null` and `undefined` leave one out,
 * an attribute as well as a child.
 * @param {string} tag
 * @param {Object<string, *>} attributes
 * @param {...(Node|string|number|false|null)} children
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      node.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
  return node;
}

function asNode(child) {
  return child instanceof Node ? child : String(child);
}

/** Set the text of an element, touching the document only when it changes. */
export function say(node, text) {
  const words = String(text);
  if (node.textContent !== words) {
    node.textContent = words;
  }
}

/** What each element shows, as `fill` last saw it. */
const shown = new WeakMap();

/**
 * Give an element new children, but only when `content`, from which they are made, has changed: a button that is
 * just being pressed stays where it is.
 * @param {HTMLElement} node
 * @param {*} content
 * @param {() => Node[]} make
 */
export function fill(node, content, make) {
  const key = JSON.stringify(content);
  if (shown.get(node) !== key) {
    shown.set(node, key);
    node.replaceChildren(...make());
  }
}

/** The children that `fillList` gave each list, by key. */
const listed = new WeakMap();

/**
 * Give a list one child for each item. Only those whose content has changed are made anew, and the keyboard's focus
 * stays with the item that it was on.
 * @template T
 * @param {HTMLElement} node
 * @param {T[]} items
 * @param {{key: (item: T) => string, content: (item: T) => *, make: (item: T) => HTMLElement}} how `content`: all that
 *   the child is made from
 */
export function fillList(node, items, { key, content, make }) {
  const before = listed.get(node) ?? new Map();
  const after = new Map(items.map((item) => {
    const text = JSON.stringify(content(item));
    const known = before.get(key(item));
    return [key(item), known?.text === text ? known : { text, child: make(item) }];
  }));
  listed.set(node, after);
  const children = [...after.values()].map(({ child }) => child);
  if (children.length === node.children.length && children.every((child, place) => child === node.children[place])) {
    return;
  }
  const focused = [...before].find(([, { child }]) => child.contains(document.activeElement))?.[0];
  node.replaceChildren(...children);
  after.get(focused)?.child.querySelector("button")?.focus({ preventScroll: true });
}

/** The name of an item, zone or business type; the code itself when the set-up does not know it. */
export function nameOf(/** @type {Place[]|Service[]} */ list, /** @type {string} */ id) {
  return list.find((each) => each.id === id)?.name ?? id;
}

/** A zone by its letter and name. */
export function titleOf({ zone }) {
  return `${zone} ${nameOf(hall.zones, zone)}`;
}

/** A sentence that the hall gives in both languages, in that of the page; empty where there is none. */
export function sentenceOf(/** @type {?{zh: string, en: string}} */ both) {
  return both?.[lang.startsWith("zh") ? "zh" : "en"] ?? "";
}

/** What a ticket is for, in words. */
export function purposeOf(ticket) {
  if (ticket.items.length > 0) {
    return ticket.items.map((code) => nameOf(hall.items, code)).join(lang === "en" ? ", " : "、");
  }
  return ticket.type ? nameOf(hall.types, ticket.type) : nameOf(hall.zones, ticket.zone);
}
