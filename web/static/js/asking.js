/** One dialog for whatever an act needs to know: fields as data, the answer sent from it, a refusal said in it. */

import { Problem } from "./api.js";
import { answered, radio } from "./dialogs.js";
import { byId, el, say, t } from "./page.js";

const MOST_CHIPS = 6;
const MOST_IN_A_COLUMN = 5;

/**
 * @typedef {{name: string, label: string, value?: string|number, optional?: boolean, type?: string, most?: number,
 *   options?: {value: string, text: string, of?: string[]}[], depends?: string, codes?: string[]}} Field
 *   `type` of an input (text), or "area", or "ticks" for as many of the options as one likes. `depends`: another field;
 *   an option is offered with the values of it that are in `of`. `codes`: refusals that are about this field
 */

/**
 * Ask, then send; a refusal keeps the dialog open.
 * @template T
 * @param {{title: string, what?: string, go: string, fields: Field[], send: (values: Object<string, string>) => Promise<T>, look?: (values: Object<string, string>) => Promise<string>}}
 *   question what is left empty is not among the values; `look` says what an answer would come to
 * @returns {Promise<?{done: T}>} null when somebody has left
 */
export async function ask({ title, what = "", go, fields, send, look }) {
  const form = byId("ask-form");
  say(byId("ask-title"), title);
  say(byId("ask-what"), what);
  byId("ask-what").hidden = what === "";
  say(byId("ask-go"), go);
  byId("ask-dialog").classList.toggle("broad", fields.length > MOST_IN_A_COLUMN);
  byId("ask-fields").replaceChildren(...fields.map(fieldOf));
  byId("ask-fields").onchange = () => offer(form, fields);
  offer(form, fields);
  refuse(null, fields);
  watch(form, fields, look);
  let result = null;
  form.onsubmit = async (event) => {
    if (event.submitter?.value !== "go") {
      return;
    }
    event.preventDefault();
    const empty = fields.find((field) => field.type === "ticks" && !field.optional && chosen(field).length === 0);
    if (empty) {
      complain(empty.name, t("ask.choose"));
      return;
    }
    byId("ask-go").disabled = true;
    try {
      result = { done: await send(valuesOf(form, fields)) };
      byId("ask-dialog").close("done");
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      refuse(error, fields);
    } finally {
      byId("ask-go").disabled = false;
    }
  };
  await answered(byId("ask-dialog"));
  return result;
}

/** What an answer would come to is said while it is typed. */
function watch(form, fields, look) {
  let asked = 0;
  const tell = async () => {
    const mine = asked += 1;
    try {
      const text = await look(valuesOf(form, fields));
      if (mine === asked) {
        say(byId("ask-preview"), text);
        refuse(null, fields);
      }
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      if (mine === asked) {
        say(byId("ask-preview"), "");
        refuse(error, fields);
      }
    }
  };
  say(byId("ask-preview"), "");
  byId("ask-preview").hidden = !look;
  form.oninput = look ? tell : null;
  if (look) {
    void tell();
  }
}

function valuesOf(form, fields) {
  const single = [...new FormData(form)].map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== "");
  const several = fields.filter(({ type }) => type === "ticks").map((field) => [field.name, chosen(field)]);
  return Object.fromEntries([...single, ...several]);
}

/** What is ticked of a field. */
function chosen({ name }) {
  return [...byId("ask-fields").querySelectorAll(`input[name="${name}"]:checked:enabled`)].map(({ value }) => value);
}

/** Of fields that depend on others, only what goes with those is offered. */
function offer(form, fields) {
  for (const { name, depends, options } of fields.filter((field) => field.depends)) {
    const given = form.elements[depends].value;
    const shown = options.map(({ of }) => of.includes(given));
    [...byId("ask-fields").querySelectorAll(`input[name="${name}"]`)].forEach((box, place) => {
      box.disabled = !shown[place];
      box.closest("label").hidden = !shown[place];
    });
  }
}

function fieldOf(field) {
  const node = controlOf(field);
  node.dataset.field = field.name;
  node.append(el("small", { class: "fault", role: "alert", hidden: true }));
  return node;
}

function controlOf({ name, label, value = "", optional = false, type = "text", most = 200, options }) {
  if (type === "ticks") {
    return el("fieldset", {}, el("legend", {}, label), el("div", { class: "several" }, ...options.map((each) =>
      el("label", { class: "tick" }, el("input", { type: "checkbox", name, value: each.value, checked: value.includes(each.value) }), el("span", {}, each.text)))));
  }
  if (options && options.length > 0 && options.length <= MOST_CHIPS) {
    const first = options.some((each) => each.value === value) ? value : options[0].value;
    return el("fieldset", {}, el("legend", {}, label), el("div", { class: "choices" },
      ...options.map((each) => radio(name, each.value, each.text, null, { checked: each.value === first }))));
  }
  const rest = { name, required: !optional };
  if (options) {
    return el("label", {}, label, el("select", rest,
      ...options.map((each) => el("option", { value: each.value, selected: each.value === value }, each.text))));
  }
  const input = type === "area"
    ? el("textarea", { ...rest, maxlength: most, rows: 3 })
    : el("input", { ...rest, type, maxlength: most, autocomplete: "off", ...(type === "number" && { min: 1, max: most }) });
  input.value = value;
  return el("label", {}, label, input);
}

/** A refusal is said at the field that it is about, else below them all. */
function refuse(problem, fields) {
  const words = problem?.words ?? "";
  const about = problem && fields.find(({ name, codes }) => codes?.includes(problem.code) || problem.errors.some(({ path }) => path.split(".")[0] === name));
  byId("ask-refusal").hidden = problem === null || Boolean(about);
  say(byId("ask-refusal"), words);
  complain(about?.name, words);
}

/** Say what is wrong at a field, and put the focus there; nowhere without a name. */
function complain(name, words) {
  for (const node of byId("ask-fields").children) {
    const here = node.dataset.field === name;
    node.querySelector(".fault").hidden = !here;
    say(node.querySelector(".fault"), here ? words : "");
    node.querySelectorAll("input, select, textarea").forEach((control) => control.setAttribute("aria-invalid", String(here)));
    if (here) {
      node.querySelector("input:enabled, select, textarea")?.focus();
    }
  }
}
