/** One dialog for whatever an act needs to know: fields as data, the answer sent from it, a refusal said in it. */

import { Problem } from "./api.js";
import { answered, radio } from "./dialogs.js";
import { byId, el, say } from "./page.js";

const MOST_CHIPS = 6;

/**
 * @typedef {{name: string, label: string, value?: string|number, optional?: boolean, type?: string, most?: number,
 *   options?: {value: string, text: string}[]}} Field `type` of an input (text), or "area"
 */

/**
 * Ask, then send; a refusal keeps the dialog open.
 * @template T
 * @param {{title: string, what?: string, go: string, fields: Field[], send: (values: Object<string, string>) => Promise<T>}}
 *   question what is left empty is not among the values
 * @returns {Promise<?{done: T}>} null when somebody has left
 */
export async function ask({ title, what = "", go, fields, send }) {
  const form = byId("ask-form");
  say(byId("ask-title"), title);
  say(byId("ask-what"), what);
  byId("ask-what").hidden = what === "";
  say(byId("ask-go"), go);
  byId("ask-fields").replaceChildren(...fields.map(fieldOf));
  refuse(null);
  let result = null;
  form.onsubmit = async (event) => {
    if (event.submitter?.value !== "go") {
      return;
    }
    event.preventDefault();
    byId("ask-go").disabled = true;
    try {
      result = { done: await send(valuesOf(form)) };
      byId("ask-dialog").close("done");
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      refuse(error);
    } finally {
      byId("ask-go").disabled = false;
    }
  };
  await answered(byId("ask-dialog"));
  return result;
}

function valuesOf(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== ""));
}

function fieldOf({ name, label, value = "", optional = false, type = "text", most = 200, options }) {
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

function refuse(problem) {
  byId("ask-refusal").hidden = problem === null;
  say(byId("ask-refusal"), problem ? [problem.title, problem.hint].filter(Boolean).join(" · ") : "");
}
