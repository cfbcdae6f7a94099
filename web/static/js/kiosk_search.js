/** Finds matters by a part of their name or by pinyin initials, with letter keys for a screen without a keyboard. */

import { byId, el, t } from "./page.js";

const SHOWN = 8;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * The items that fit `query`: those whose name or search words begin with it come first.
 * @param {import("./page.js").Service[]} items
 * @param {string} query
 */
export function matching(items, query) {
  const wanted = query.trim().toLowerCase();
  const rank = (item) => {
    const words = [item.name, ...(item.search ?? "").split(/\s+/)].map((word) => word.toLowerCase());
    if (words.some((word) => word.startsWith(wanted))) {
      return 0;
    }
    return words.some((word) => word.includes(wanted)) ? 1 : 2;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((each) => each.rank < 2)
    .sort((one, other) => one.rank - other.rank)
    .map((each) => each.item);
}

/**
 * Bind the search field.
 * @param {{items: () => import("./page.js").Service[], button: (item: import("./page.js").Service) => Node}} options
 */
export function search({ items, button }) {
  const field = byId("search");
  let open = false;

  const draw = () => {
    const query = field.value.trim();
    const found = query ? matching(items(), query).slice(0, SHOWN) : [];
    byId("search-clear").hidden = !open && query === "";
    byId("letters").hidden = !open;
    byId("types").hidden = open;
    byId("zones").hidden = query !== "";
    byId("found").hidden = query === "";
    byId("found").replaceChildren(...(found.length > 0 ? found.map(button) : [el("p", {}, t("kiosk.search_none"))]));
  };
  const type = (change) => () => {
    field.value = change(field.value);
    draw();
  };
  const clear = () => {
    field.value = "";
    open = false;
    field.blur();
    draw();
  };

  byId("letters").replaceChildren(
    ...Array.from(LETTERS, (letter) => el("button", { type: "button", onclick: type((text) => text + letter) }, letter)),
    el("button", { type: "button", onclick: type((text) => text.slice(0, -1)) }, "⌫"));
  byId("letters").lastElementChild.setAttribute("aria-label", t("kiosk.erase"));
  field.addEventListener("focus", () => { open = true; draw(); });
  field.addEventListener("input", draw);
  byId("search-clear").addEventListener("click", clear);
  return { clear, empty: () => !open && field.value === "" };
}
