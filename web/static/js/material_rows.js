/** Materials as rows of a form: whether each is there or on record, how many, which points are ticked, what is wrong. */

import { el, t } from "./page.js";

const STATUSES = [["SHARED", "shared"], ["PRESENT", "there"], ["MISSING", "missing"], ["DEFECTIVE", "defective"]];
let groups = 0;

/**
 * What comes over the counter.
 * @typedef {{code: string, name: string, core: boolean, points: {code: string, method: string, standard: string}[],
 *   originals?: number, copies?: number, asked_originals?: number, asked_copies?: number}} Asked
 */
export class MaterialRows {
  /** @type {Object[]} */
  #rows;
  node;

  /**
   * @param {Asked[]} materials
   * @param {{optional?: boolean, changed?: () => void}} how `optional`: nothing need be said of a material
   */
  constructor(materials, { optional = false, changed = () => undefined } = {}) {
    this.optional = optional;
    this.#rows = materials.map((each) => rowOf(each, changed));
    this.node = el("div", { class: "material-rows" }, ...this.#rows.map(({ node }) => node));
  }

  /** Everything is there and checked, but for what nobody has to bring. */
  all() {
    this.#rows.filter((row) => row.status() !== "SHARED").forEach((row) => row.put("PRESENT", true));
  }

  /** These are on record: nobody has to bring them. All others are asked for. */
  share(codes) {
    this.#rows.forEach((row) => row.share(codes.includes(row.code)));
  }

  /** Materials of which nothing was said. */
  get blanks() {
    return this.optional ? 0 : this.#rows.filter(({ status }) => !status()).length;
  }

  /** Review points of materials that are there which are neither ticked nor explained. */
  get open() {
    return this.#rows.reduce((sum, row) => sum + (row.status() === "PRESENT" && !row.note() ? row.unticked() : 0), 0);
  }

  /** What is not there in due form, as a one-time notice lists it. */
  wanted() {
    return this.#rows.filter(({ status }) => ["MISSING", "DEFECTIVE"].includes(status()))
      .map(({ code, note }) => ({ code, ...(note() && { note: note() }) }));
  }

  /** What is on record the hall looks up itself. */
  values() {
    return this.#rows.filter(({ status }) => status() && status() !== "SHARED").map((row) => row.value());
  }
}

/** Which materials the applicant is to bring, and what is to be put right. */
export class WantedRows {
  #rows;
  node;

  constructor(materials) {
    this.#rows = materials.map(({ code, name, status, note }) => {
      const box = el("input", { type: "checkbox", checked: ["MISSING", "DEFECTIVE"].includes(status), value: code });
      const text = el("input", { maxlength: 300, placeholder: t("intake.note"), "aria-label": `${name}: ${t("intake.note")}` });
      text.value = note ?? "";
      return { node: el("div", { class: "wanted-row" }, el("label", { class: "tick" }, box, el("span", {}, name)), text), box, text };
    });
    this.node = el("div", { class: "material-rows" }, ...this.#rows.map(({ node }) => node));
  }

  values() {
    return this.#rows.filter(({ box }) => box.checked)
      .map(({ box, text }) => ({ code: box.value, ...(text.value.trim() && { note: text.value.trim() }) }));
  }
}

function rowOf(material, changed) {
  const { code, name, core, points } = material;
  const asked = { originals: material.asked_originals ?? material.originals ?? 0, copies: material.asked_copies ?? material.copies ?? 0 };
  const group = `material-${groups += 1}`;
  const radios = STATUSES.map(([value, word]) => el("label", { class: "segment" },
    el("input", { type: "radio", name: group, value, onchange: () => show() }), el("span", {}, t(`intake.${word}`))));
  const [shared] = radios;
  shared.hidden = true;
  const counts = Object.fromEntries(["originals", "copies"].map((each) => [each, countOf(each, asked[each])]));
  const ticks = points.map((point) => {
    const box = el("input", { type: "checkbox", value: point.code, onchange: () => { if (!status()) { choose("PRESENT"); } show(); } });
    return { box, node: el("label", { class: "tick point" }, box, el("span", {}, point.method, el("small", {}, point.standard))) };
  });
  const text = el("input", { class: "note", maxlength: 300, placeholder: t("intake.note"), "aria-label": `${name}: ${t("intake.note")}`, oninput: () => show() });
  const there = el("div", { class: "points" }, ...ticks.map(({ node }) => node));
  const status = () => radios.map((each) => each.querySelector("input")).find(({ checked }) => checked)?.value;
  const choose = (value) => { radios.map((each) => each.querySelector("input")).find((each) => each.value === value).checked = true; };
  const unticked = () => ticks.filter(({ box }) => !box.checked).length;
  const node = el("div", { class: "material-row", "data-material": code },
    el("div", { class: "what" }, el("b", {}, name), el("small", {}, [t(core ? "intake.core" : "intake.tolerable"), ...["originals", "copies"].filter((each) => asked[each] > 0).map((each) => t(`cases.${each}`, { count: asked[each] }))].join(" · "))),
    el("div", { class: "counts" }, counts.originals.node, counts.copies.node),
    el("div", { class: "segments", role: "radiogroup", "aria-label": name }, ...radios), there, text);

  /** Points while it is there; a note wherever something is not as it should be. */
  function show() {
    const now = status();
    node.dataset.status = now ?? "";
    there.hidden = ["SHARED", "MISSING", "DEFECTIVE"].includes(now) || points.length === 0;
    node.querySelector(".counts").hidden = now !== "PRESENT" && now !== "DEFECTIVE";
    text.hidden = !now || now === "SHARED" || (now === "PRESENT" && unticked() === 0);
    changed();
  }
  show();

  return {
    code, node, status, unticked, note: () => text.value.trim(),
    put(value, tick) {
      choose(value);
      ticks.forEach(({ box }) => { box.checked = tick; });
      show();
    },
    share(found) {
      shared.hidden = !found;
      if (found && !status()) {
        choose("SHARED");
      } else if (!found && status() === "SHARED") {
        shared.querySelector("input").checked = false;
      }
      show();
    },
    value: () => {
      const now = status();
      const held = now === "MISSING" ? {} : { originals: Number(counts.originals.input.value), copies: Number(counts.copies.input.value) };
      return {
        code, status: now, ...held,
        ...(now === "PRESENT" && { points: ticks.filter(({ box }) => box.checked).map(({ box }) => box.value) }),
        ...(text.value.trim() && !text.hidden && { note: text.value.trim() }),
      };
    },
  };
}

function countOf(each, asked) {
  const input = el("input", { type: "number", min: 0, max: 999, "aria-label": t(`cases.${each}`, { count: "" }) });
  input.value = asked;
  return { input, node: el("label", {}, t(`cases.${each}`, { count: "" }).trim(), input) };
}
