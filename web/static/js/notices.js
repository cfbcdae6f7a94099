/** Notices (通知书) about applications: how each stands, and having one printed. */

import { ask } from "./asking.js";
import { timeOf } from "./format.js";
import { el, t, wordFor } from "./page.js";

/** The seal that was last used at this workstation. */
const SEAL = "hallctl.seal";
const MOST_COPIES = 10;
const TONES = { REQUESTED: "", PRINTED: "go", FAILED: "stop", UNKNOWN: "wait" };

/** @typedef {{notice: string, title: string, template: string, state: string, fault: ?string, requested_at: string}} Notice */

/** The notices of the applications at hand, kept current by what the feed says. */
export class Notices {
  #api;
  #changed;
  /** @type {Map<string, Notice[]>} by application */
  #known = new Map();

  /**
   * @param {import("./api.js").Api} api
   * @param {() => void} changed called when there is something else to show
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  /** @returns {Notice[]} */
  of(application) {
    return this.#known.get(application) ?? [];
  }

  async refresh(application) {
    const { notices } = await this.#api.get(`/applications/${encodeURIComponent(application)}/notices`);
    this.#known.set(application, notices);
    this.#changed();
  }

  /** What the feed says: the application of one of these notices is looked at anew. */
  async heard(type, { notice }) {
    const whose = type === "notice.printed" && [...this.#known].find(([, all]) => all.some((each) => each.notice === notice));
    if (whose) {
      await this.refresh(whose[0]);
    }
  }

  /** Ask which one, print it. */
  async print(application, printers) {
    const { templates } = await this.#api.get("/notice-templates");
    const asked = await ask({
      title: t("notice.title", { application }),
      what: t("notice.what"),
      go: t("notice.go"),
      fields: [
        { name: "template", label: t("notice.which"), options: templates.map(({ template, title }) => ({ value: template, text: nameOf(template, title) })) },
        { name: "device", label: t("notice.printer"), options: printers.map(({ id, zone }) => ({ value: id, text: [id, zone && t("notice.zone", { zone })].filter(Boolean).join(" · ") })) },
        { name: "copies", label: t("notice.copies"), type: "number", value: 1, most: MOST_COPIES },
        { name: "seal", label: t("notice.seal"), optional: true, value: localStorage.getItem(SEAL) ?? "", most: 64 },
      ],
      send: ({ copies, ...rest }) => this.#order(application, { ...rest, copies: Number(copies) }),
    });
    if (asked) {
      await this.refresh(application);
    }
  }

  async #order(application, body) {
    const answer = await this.#api.press(`/applications/${encodeURIComponent(application)}/notices`, body);
    if (body.seal) {
      localStorage.setItem(SEAL, body.seal);
    }
    return answer;
  }
}

/** How one notice stands, in a line. */
export function noticeLine({ template, title, state, fault, requested_at }) {
  return el("span", { class: `notice ${TONES[state] ?? ""}`.trim() },
    `${nameOf(template, title)} · ${timeOf(requested_at)} · ${t(`notice.${state}`)}${fault ? ` · ${fault}` : ""}`);
}

function nameOf(template, title) {
  return wordFor(`notice.${template}`, title);
}
