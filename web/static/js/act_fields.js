/** The fields of an act as controls: each kind is one row of a table; a page need not know the acts. */

import { radio } from "./dialogs.js";
import { inHall } from "./hall_time.js";
import { el, hall, t, wordFor } from "./page.js";
import { MaterialRows, WantedRows } from "./material_rows.js";

const MOST_CHIPS = 4;

/**
 * @typedef {{name: string, kind: string, required: boolean, choices: string[]}} ActField
 * @typedef {{node: HTMLElement, value: () => *}} Control `value`: undefined for nothing said
 */

/** Fields that name something of the case itself: what there is to choose from. */
const OFFERS = {
  code: (one) => one.materials.map(({ code, name }) => [code, name]),
  clock: (one) => one.clocks.filter(({ tone }) => tone !== "OVER").map(({ kind }) => [kind, t(`clock.${kind}`)]),
  department: (one) => [["", one.department], ...one.children.map(({ department }) => [department, department])],
  kind: (one) => one.special_kinds.map(({ kind }) => [kind, specialName(one, kind)]),
  special: (one) => one.specials.filter(({ ended_at }) => !ended_at).map(({ id, kind }) => [id, specialName(one, kind)]),
  window: () => [["", t("cases.any")], ...hall.windows.map(({ id, name }) => [id, name || t("common.window", { window: id })])],
};

const LISTS = {
  materials: (one) => one.materials.map(({ code, name }) => [code, name]),
  departments: (one) => one.children.map(({ department }) => [department, department]),
};

const settled = (one) => one.materials.every(({ status }) => ["PRESENT", "SHARED", "EXEMPT"].includes(status));

/** Fields that a case has no use for. */
const NEEDLESS = {
  promise: settled,
  promise_days: settled,
  department: (one) => one.children.length === 0,
  departments: (one) => one.children.length === 0,
};

/** Acts that need words in one of several fields: people are asked for those that stay sealed. */
const WORDED = { opinion: "text", refuse: "text", report_up: "text" };

/** The fields that are asked for: optional ones only where the case has a use for them. */
export function asked(/** @type {{act: string, fields: ActField[]}} */ { act, fields }, one) {
  return fields.map((field) => (field.name === WORDED[act] ? { ...field, required: true } : field)).filter(({ name, kind, required }) => required || !(NEEDLESS[name]?.(one) || (kind === "materials" && settled(one))));
}

/** What is proposed. */
const PROPOSED = { days: (one) => one?.supplement, certificate: (one) => one?.certificate ?? one?.asked_certificate };

const KINDS = {
  words: (field) => textControl(field, el("textarea", { name: field.name, rows: 3, maxlength: 2000, required: field.required })),
  line: (field, one) => (OFFERS[field.name] ? chosen(field, OFFERS[field.name](one)) : textControl(field, el("input", { name: field.name, maxlength: 300, required: field.required, autocomplete: "off" }))),
  number: (field, one) => textControl(field, el("input", { name: field.name, type: "number", min: 1, max: 3650, required: field.required, value: PROPOSED[field.name]?.(one) }), Number),
  moment: (field) => textControl(field, el("input", { name: field.name, type: "datetime-local", required: field.required }), inHall),
  flag: flagged,
  choice: (field, one) => chosen(field, OFFERS[field.name]?.(one) ?? field.choices.map((each) => [each, wordOfChoice(each)]), PROPOSED[field.name]?.(one)),
  codes: (field, one) => (LISTS[field.name] ? ticked(field, LISTS[field.name](one)) : textControl(field, el("input", { name: field.name, maxlength: 1000, required: field.required, placeholder: t("cases.codes_hint") }), split)),
  checks: checked,
  materials: (field, one) => rowsControl(field, new MaterialRows(one.materials.filter(({ status }) => status !== "PRESENT"), { optional: true })),
  wanted: (field, one) => rowsControl(field, new WantedRows(one.materials)),
};

/** @returns {Control} */
export function controlOf(/** @type {ActField} */ field, one) {
  return KINDS[field.kind](field, one);
}

/** What a special procedure is called: the item's own ones have a name there. */
export function specialName(one, kind) {
  return one.special_kinds.find((each) => each.kind === kind)?.name || wordFor(`choice.${kind}`, kind);
}

/** What a choice is called, wherever the word stands. */
function wordOfChoice(each) {
  return ["choice", "material", "clock", "application", "check"].map((section) => wordFor(`${section}.${each}`, "")).find(Boolean) ?? each;
}

function labelOf(field) {
  return wordFor(`case_field.${field.name}`, field.name) + (field.required ? "" : t("cases.optional"));
}

function textControl(field, input, read = String) {
  return {
    node: el("label", { class: field.kind }, labelOf(field), input),
    value: () => (input.value.trim() === "" ? undefined : read(input.value.trim())),
  };
}

function chosen(field, options, proposed = null) {
  if (options.length <= MOST_CHIPS && field.required) {
    const box = el("div", { class: "choices" }, ...options.map(([value, text], place) => radio(field.name, value, text, place, { checked: value === proposed })));
    return { node: el("fieldset", {}, el("legend", {}, labelOf(field)), box), value: () => box.querySelector("input:checked")?.value };
  }
  const blank = field.required || options.some(([value]) => value === "") ? [] : [["", "–"]];
  const select = el("select", { name: field.name, required: field.required },
    ...[...blank, ...options].map(([value, text]) => el("option", { value, selected: value === proposed }, text)));
  return { node: el("label", {}, labelOf(field), select), value: () => select.value || undefined };
}

function flagged(field) {
  const box = el("div", { class: "choices" }, radio(field.name, "yes", t("cases.yes"), null, { required: field.required }), radio(field.name, "no", t("cases.no"), null, { required: field.required }));
  return {
    node: el("fieldset", { class: "flag" }, el("legend", {}, labelOf(field)), box),
    value: () => { const on = box.querySelector("input:checked"); return on ? on.value === "yes" : undefined; },
  };
}

/** The intake checks, each passed or not. */
function checked(field) {
  const rows = field.choices.map((check) => el("div", { class: "check-row", "data-check": check }, el("b", {}, t(`check.${check}`)),
    el("div", { class: "segments", role: "radiogroup", "aria-label": t(`check.${check}`) },
      ...[["yes", "cases.passed"], ["no", "cases.failed"]].map(([value, word]) => el("label", { class: "segment" },
        el("input", { type: "radio", name: `check-${check}`, value, required: true }), el("span", {}, t(word)))))));
  return {
    node: el("fieldset", {}, el("legend", {}, wordFor("case_field.checks", field.name)), ...rows),
    value: () => rows.map((row) => ({ check: row.dataset.check, passed: row.querySelector("input:checked")?.value === "yes" })),
  };
}

function ticked(field, options) {
  const boxes = options.map(([value, text]) => el("label", { class: "tick" }, el("input", { type: "checkbox", value, checked: true }), el("span", {}, text)));
  return {
    node: el("fieldset", { class: "ticks" }, el("legend", {}, labelOf(field)), ...boxes),
    value: () => boxes.map((box) => box.querySelector("input")).filter(({ checked }) => checked).map(({ value }) => value),
  };
}

function rowsControl(field, rows) {
  return { node: el("fieldset", { class: "wide" }, el("legend", {}, labelOf(field)), rows.node), value: () => rows.values() };
}

function split(text) {
  return text.split(/[,，、;；]/).map((each) => each.trim()).filter(Boolean);
}
