/** Documents (文书) of applications on paper: how each job stands, and having one printed. */

import { ask } from "./asking.js";
import { timeOf } from "./format.js";
import { el, t, wordFor } from "./page.js";

/** The seal that was last used at this workstation. */
const SEAL = "hallctl.seal";
const MOST_COPIES = 10;
const TONES = { REQUESTED: "", PRINTED: "go", FAILED: "stop", UNKNOWN: "wait" };

/** @typedef {{notice: string, title: string, template: string, copy: boolean, state: string, fault: ?string, requested_at: string}} Notice */

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
    const [{ documents }, { seals }] = await Promise.all([
      this.#api.get(`/applications/${encodeURIComponent(application)}/documents`), this.#api.get("/seals")]);
    const asked = await ask({
      title: t("notice.title", { application }),
      what: t("notice.what"),
      go: t("notice.go"),
      fields: [
        { name: "document", label: t("notice.which"), options: documents.map(({ document, kind, title, number, printed }) => ({ value: document, text: [nameOf(kind, title), number, printed && t("notice.copy")].filter(Boolean).join(" · ") })) },
        { name: "device", label: t("notice.printer"), options: printers.map(({ id, zone }) => ({ value: id, text: [id, zone && t("notice.zone", { zone })].filter(Boolean).join(" · ") })) },
        { name: "copies", label: t("notice.copies"), type: "number", value: 1, most: MOST_COPIES },
        { name: "seal", label: t("notice.seal"), optional: true, value: localStorage.getItem(SEAL) ?? "", options: [{ value: "", text: t("notice.no_seal") }, ...seals.map(({ seal, name, caption }) => ({ value: seal, text: [name, caption].filter(Boolean).join(" ") }))] },
      ],
      send: ({ copies, seal, ...rest }) => this.#order(application, { ...rest, seal: seal || null, copies: Number(copies) }),
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
export function noticeLine({ template, title, copy, state, fault, requested_at }) {
  return el("span", { class: `notice ${TONES[state] ?? ""}`.trim() },
    `${nameOf(template, title)}${copy ? ` · ${t("notice.copy")}` : ""} · ${timeOf(requested_at)} · ${t(`notice.${state}`)}${fault ? ` · ${fault}` : ""}`);
}

function nameOf(template, title) {
  return wordFor(`notice.${template}`, title);
}
