/** Registering an application (收件登记) on the ticket being served: five checks, each material, how it ends. */

import { controlOf } from "./act_fields.js";
import { Problem } from "./api.js";
import { answered, radio } from "./dialogs.js";
import { MaterialRows } from "./material_rows.js";
import { byId, el, say, t } from "./page.js";

/** Kinds that an ending asks for; materials follow from the rows. */
const ASKED = new Set(["words", "line", "number"]);
const NOTICE = "one_time_notice";
/** A paper has no shorter number. */
const SHORTEST = 5;

/**
 * Ask everything and register; a refusal keeps the dialog open.
 * @param {import("./api.js").Api} api
 * @param {{item: string, window: string, seq: () => number}} about
 * @returns {Promise<?Object>} the application and its check code; null when somebody has left
 */
export async function register(api, { item, window, seq }) {
  const form = await api.get(`/intake-forms/${encodeURIComponent(item)}?window=${encodeURIComponent(window)}`);
  const sheet = new Sheet(form, (holder) => api.press("/one-card", { item, ...holder }));
  let born = null;
  byId("intake-form").onsubmit = async (event) => {
    if (event.submitter?.value !== "go") {
      return;
    }
    event.preventDefault();
    if (sheet.lacking() !== "") {
      sheet.refuse(sheet.lacking());
      return;
    }
    byId("intake-go").disabled = true;
    try {
      born = await api.press("/applications", { window, item, expected_seq: seq(), ...sheet.says() });
      byId("intake-dialog").close("done");
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      sheet.refuse(error.words);
    } finally {
      byId("intake-go").disabled = false;
    }
  };
  byId("intake-dialog").addEventListener("keydown", sheet.pressed);
  await answered(byId("intake-dialog"));
  byId("intake-dialog").removeEventListener("keydown", sheet.pressed);
  return born;
}

/** The dialog while it is open. */
class Sheet {
  #form;
  /** @type {(holder: Object) => Promise<Object>} what of the materials is on record for somebody */
  #lookUp;
  #asked = "";
  /** @type {MaterialRows} */
  #rows;
  /** @type {[string, import("./act_fields.js").Control][]} what the chosen ending has to say */
  #ending = [];

  constructor(form, lookUp) {
    this.#form = form;
    this.#lookUp = lookUp;
    say(byId("intake-title"), t("intake.title", { item: form.name }));
    byId("intake-checks").replaceChildren(...form.checks.map((check) => this.#check(check)));
    byId("intake-situations").hidden = form.situations.length === 0;
    byId("intake-situation").replaceChildren(...form.situations.map(({ code, name }) => el("option", { value: code }, name)));
    byId("intake-situation").onchange = () => this.#list();
    byId("intake-who").replaceChildren(
      ...form.cards.map(({ card, mask }) => radio("who", card, t("intake.card_read", { mask }), null, { checked: true })),
      radio("who", "by_hand", t("intake.by_hand"), null), radio("who", "later", t("intake.later"), null, { checked: form.cards.length === 0 }));
    byId("intake-who").onchange = () => this.#who();
    byId("intake-endings").replaceChildren(
      radio("then", "", t("intake.only"), null, { checked: true, required: false }),
      ...form.endings.map(({ act }) => radio("then", act, t(`intake.${act}`), null, { required: false })));
    byId("intake-endings").onchange = () => this.#end();
    byId("intake-all").onclick = () => this.#all();
    byId("intake-number").onchange = () => this.#onRecord();
    this.pressed = (event) => this.#pressed(event);
    ["name", "number", "phone"].forEach((each) => { byId(`intake-${each}`).value = ""; });
    say(byId("intake-on-record"), "");
    this.#list();
    this.#who();
    this.#end();
    this.refuse("");
  }

  #check(check) {
    const pair = [["yes", "cases.passed"], ["no", "cases.failed"]].map(([value, word]) => el("label", { class: "segment" },
      el("input", { type: "radio", name: `check-${check}`, value, onchange: () => this.#count() }), el("span", {}, t(word))));
    return el("div", { class: "check-row", "data-check": check }, el("b", {}, t(`check.${check}`)),
      el("div", { class: "segments", role: "radiogroup", "aria-label": t(`check.${check}`) }, ...pair));
  }

  #list() {
    const situation = byId("intake-situation").value;
    const asked = this.#form.materials.filter(({ situations }) => situations.length === 0 || situations.includes(situation));
    this.#rows = new MaterialRows(asked, { changed: () => this.#count() });
    byId("intake-materials").replaceChildren(asked.length > 0 ? this.#rows.node : el("p", { class: "none" }, t("intake.no_materials")));
    this.#count();
    this.#asked = "";
    this.#onRecord();
  }

  /** What is on record for whoever applies is prefilled; an answer that is no longer asked for is dropped. */
  async #onRecord() {
    const who = chosen("who");
    const number = byId("intake-number").value.trim();
    const known = who === "by_hand" ? number.length >= SHORTEST && { number } : who && who !== "later" && { card: who };
    const holder = known && { ...known, ...(byId("intake-situation").value && { situation: byId("intake-situation").value }) };
    const asked = JSON.stringify(holder || null);
    if (asked === this.#asked) {
      return;
    }
    this.#asked = asked;
    const answer = holder && await this.#lookUp(holder).catch(() => ({ found: [], failure: "UNAVAILABLE" }));
    if (this.#asked === asked) {
      this.#rows.share(answer ? answer.found : []);
      const found = answer && answer.found.length > 0 && t("intake.on_record", { count: answer.found.length });
      say(byId("intake-on-record"), answer ? [found, answer.failure && t(`lookup.${answer.failure}`)].filter(Boolean).join(" · ") : "");
    }
  }

  #who() {
    const byHand = chosen("who") === "by_hand";
    byId("intake-by-hand").hidden = !byHand;
    ["name", "number"].forEach((each) => { byId(`intake-${each}`).required = byHand; });
    this.#onRecord();
  }

  #end() {
    const ending = this.#form.endings.find(({ act }) => act === chosen("then"));
    const fields = (ending?.fields ?? []).filter(({ name, kind, required }) => ASKED.has(kind) && (required || name === "text"));
    this.#ending = fields.map((field) => [field.name, controlOf(field, null)]);
    byId("intake-ending").replaceChildren(...this.#ending.map(([, { node }]) => node));
    byId("intake-ending").scrollIntoView({ block: "nearest" });
    if (ending?.act === NOTICE) {
      byId("intake-ending").querySelector("input[name=days]").value = this.#form.supplement;
    }
  }

  #all() {
    byId("intake-checks").querySelectorAll("input[value=yes]").forEach((each) => { each.checked = true; });
    this.#rows.all();
    byId("intake-go").focus();
  }

  #pressed(event) {
    const writing = event.target instanceof Element && event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (event.code === "KeyA" && !writing && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      this.#all();
    }
  }

  #count() {
    if (this.#rows) {
      say(byId("intake-lacking"), this.lacking());
    }
  }

  /** What is still to be said before it can be registered; empty when nothing is. */
  lacking() {
    const checks = this.#form.checks.filter((check) => !chosen(`check-${check}`)).length;
    const { blanks, open } = this.#rows;
    if (checks > 0) {
      return t("intake.blank", { count: checks });
    }
    if (blanks > 0) {
      return t("intake.unsaid", { count: blanks });
    }
    return open > 0 ? t("intake.open_points", { count: open }) : "";
  }

  refuse(text) {
    byId("intake-refusal").hidden = text === "";
    say(byId("intake-refusal"), text);
  }

  says() {
    const who = chosen("who");
    const then = chosen("then");
    const ending = Object.fromEntries(this.#ending.map(([name, control]) => [name, control.value()]).filter(([, value]) => value !== undefined));
    return {
      checks: Object.fromEntries(this.#form.checks.map((check) => [check, chosen(`check-${check}`) === "yes"])),
      materials: this.#rows.values(),
      ...(byId("intake-situation").value && { situation: byId("intake-situation").value }),
      ...(who === "by_hand" ? { applicant: byHand() } : who !== "later" && { card: who }),
      ...(then && { then: { act: then, ...ending, ...(then === NOTICE && { materials: this.#rows.wanted() }) } }),
    };
  }
}

function chosen(name) {
  return byId("intake-form").querySelector(`input[name="${CSS.escape(name)}"]:checked`)?.value;
}

function byHand() {
  const phone = byId("intake-phone").value.trim();
  return { name: byId("intake-name").value.trim(), number: byId("intake-number").value.trim(), ...(phone && { phone }) };
}
