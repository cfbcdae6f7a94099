/** Doing an act on an application: what it has to say is asked in one dialog, made from the act's own fields. */

import { asked, controlOf } from "./act_fields.js";
import { Problem } from "./api.js";
import { answered } from "./dialogs.js";
import { byId, say, wordFor } from "./page.js";

/**
 * Ask what the act has to say, then send it; a refusal keeps the dialog open.
 * @param {{act: string, after: ?string, fields: import("./act_fields.js").ActField[]}} act
 * @param {Object} one the application
 * @param {(says: Object) => Promise<Object>} send
 * @param {Object<string, string>} given what is chosen already, by field
 * @returns {Promise<?{done: Object}>} null when somebody has left
 */
export async function askAct(act, one, send, given = {}) {
  const form = byId("act-form");
  const controls = asked(act, one).map((field) => [field.name, controlOf(field, one)]);
  const after = act.after ? ` → ${wordFor(`application.${act.after}`, act.after)}` : "";
  say(byId("act-title"), wordFor(`case_act.${act.act}`, act.act));
  say(byId("act-what"), `${one.item_name} · ${one.id}${after}`);
  byId("act-fields").replaceChildren(...controls.map(([, { node }]) => node));
  choose(given);
  byId("act-dialog").classList.toggle("broad", act.fields.some(({ kind }) => kind === "materials" || kind === "wanted"));
  refuse(null);
  let result = null;
  form.onsubmit = async (event) => {
    if (event.submitter?.value !== "go") {
      return;
    }
    event.preventDefault();
    byId("act-go").disabled = true;
    try {
      const said = controls.map(([name, control]) => [name, control.value()]).filter(([, value]) => value !== undefined);
      result = { done: await send({ act: act.act, ...Object.fromEntries(said) }) };
      byId("act-dialog").close("done");
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      refuse(error);
    } finally {
      byId("act-go").disabled = false;
    }
  };
  const end = answered(byId("act-dialog"));
  // Enter confirms what needs no words; else the first words that are needed come first.
  (byId("act-fields").querySelector(":required") ?? byId("act-go")).focus();
  await end;
  return result;
}

/** What is chosen before anybody is asked. */
function choose(given) {
  for (const [name, value] of Object.entries(given)) {
    const radio = byId("act-fields").querySelector(`input[type=radio][name="${name}"][value="${CSS.escape(value)}"]`);
    const select = byId("act-fields").querySelector(`select[name="${name}"]`);
    if (radio) {
      radio.checked = true;
    } else if (select) {
      select.value = value;
    }
  }
}

function refuse(problem) {
  byId("act-refusal").hidden = problem === null;
  say(byId("act-refusal"), problem ? [problem.title, problem.hint, problem.detail].filter(Boolean).join(" · ") : "");
}
