/** A form in which an announcement is written: its texts, places, times; what it says, and how it is heard. */

import { inHall } from "./hall_time.js";
import { byId, say, t } from "./page.js";

const MINUTE_MS = 60_000;

export class AnnounceForm {
  #name;
  #priority;
  #preview;

  /**
   * @param {string} name of the form and the beginning of its ids
   * @param {"NOTICE"|"EMERGENCY"} priority
   * @param {{hear: (body: Object) => Promise<void>, send: (body: Object) => Promise<void>, now: () => number}} acts
   */
  constructor(name, priority, { hear, send, now }) {
    this.#name = name;
    this.#priority = priority;
    this.#preview = byId(`${name}-hear`);
    for (const language of ["zh", "en"]) {
      this.#field(language).addEventListener("input", () => this.#count(language));
    }
    byId(`${name}-zones`).addEventListener("change", ({ target }) => this.#choose(target));
    this.#preview.addEventListener("click", () => this.#attempt(() => hear(this.spoken)));
    byId(name).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#attempt(() => send(this.#body(now())));
    });
    this.clear();
  }

  /** What a preview says. */
  get spoken() {
    return { zh: this.#field("zh").value.trim(), en: this.#field("en").value.trim(), priority: this.#priority };
  }

  /** Take up a prepared text. */
  take({ zh, en, zones, speak, times, show_min }) {
    this.#field("zh").value = zh;
    this.#field("en").value = en;
    this.#set("times", speak ? times : 0);
    this.#set("show", show_min);
    for (const box of this.#boxes) {
      box.checked = zones.length ? zones.includes(box.value) : box.value === "";
    }
    this.#count("zh");
    this.#count("en");
    this.refuse(null);
    this.#field("zh").focus();
  }

  clear() {
    byId(this.#name).reset();
    this.#count("zh");
    this.#count("en");
    this.refuse(null);
  }

  /** Say beside the button why it was not done. */
  refuse(problem) {
    const line = this.#field("refusal");
    line.hidden = problem === null;
    say(line, problem ? [problem.title, problem.hint].filter(Boolean).join(" · ") : "");
  }

  #field(name) {
    return byId(`${this.#name}-${name}`);
  }

  get #boxes() {
    return [...byId(`${this.#name}-zones`).querySelectorAll("input")];
  }

  /** The whole hall or zones, never both, never nothing. */
  #choose(changed) {
    const [whole, ...zones] = this.#boxes;
    if (changed === whole && whole.checked) {
      zones.forEach((box) => { box.checked = false; });
    }
    whole.checked = !zones.some(({ checked }) => checked);
  }

  #count(language) {
    const field = this.#field(language);
    say(document.querySelector(`[data-left="${field.id}"]`), t("announce.left", { count: field.maxLength - field.value.length }));
  }

  /** Choose an option; one that the configuration alone has is added. */
  #set(name, value) {
    const select = this.#field(name);
    const text = String(value);
    if (![...select.options].some((option) => option.value === text)) {
      select.add(new Option(name === "times" ? t("announce.times", { count: value }) : t("announce.minutes", { minutes: value }), text));
    }
    select.value = text;
  }

  #body(now) {
    const typed = this.#field("at")?.value;
    const at = typed ? inHall(typed) : null;
    const times = Number(this.#field("times").value);
    const shown_ms = Number(this.#field("show").value) * MINUTE_MS;
    return {
      ...this.spoken,
      zones: this.#boxes.filter(({ checked, value }) => checked && value).map(({ value }) => value),
      speak: times > 0,
      times: Math.max(times, 1),
      at,
      show_until: shown_ms ? new Date((at ? Date.parse(at) : now) + shown_ms).toISOString() : null,
    };
  }

  async #attempt(act) {
    this.refuse(null);
    const buttons = byId(this.#name).querySelectorAll("menu button");
    buttons.forEach((button) => { button.disabled = true; });
    try {
      await act();
    } catch (problem) {
      this.refuse(problem);
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  }
}
