/** One application in full: what can be done, materials, clocks, documents, and everything that happened. */

import { specialName } from "./act_fields.js";
import { byWhom, clockLine, endOf, momentOf, taskWords } from "./case_words.js";
import { el, t, wordFor } from "./page.js";

/** What is done beside the way of a case: shown smaller. */
const ASIDE = new Set(["note", "choose_delivery", "reassign", "move_original", "check_credit", "fast_track", "pay", "refund", "exempt", "feedback", "sign_list", "extend", "review_material", "follow_manual", "exempt_publication"]);
/** The usual way of a case: what stands first here is the main button. */
const WAY = ["receive", "serve_notice", "accept", "supplement_complete", "pre_review_ok", "superior_received", "split_joint", "report_up", "transmit", "special_result", "opinion", "grant", "originals_ok", "hand_over_result", "make_certificate", "notify_collection", "delivered", "dispatch_mail", "choose_mail", "publish", "archive"];
/** What ends a case or goes against somebody. */
const GRAVE = new Set(["refuse", "revoke", "withdraw", "not_required", "not_competent", "return", "originals_fail"]);
/** What leaves a clock running. */
const RUNS = new Set(["STARTED", "RESUMED", "CHANGED"]);
const TIMES = ["submitted", "received", "accepted", "decided", "delivered"];

export class CaseSheet {
  #api;
  #on;
  /** @type {?Object} the application that is open, with what can be done, its papers and its course */
  #one = null;
  /** What was opened of what is sealed, by id; "" is who applies. */
  #opened = new Map();

  /**
   * @param {import("./api.js").Api} api
   * @param {{act: (act: Object, one: Object, given?: Object) => void, say: (says: Object, one: Object) => void, correct: (clock: Object, one: Object) => void, corrects: () => boolean, attempt: (read: () => Promise<void>) => Promise<void>, open: (id: string) => void}} on
   */
  constructor(api, on) {
    this.#api = api;
    this.#on = on;
  }

  /** From what the sheet is made: when it changes, it is made anew. */
  get content() {
    return [this.#one, [...this.#opened]];
  }

  async read(id) {
    const path = `/applications/${encodeURIComponent(id)}`;
    const [{ application, captures }, { acts }, { entries }, { documents }] = await Promise.all(
      ["", "/acts", "/timeline", "/documents"].map((part) => this.#api.get(path + part)));
    if (this.#one?.application.id !== id) {
      this.#opened.clear();
    }
    this.#one = { application, captures, acts, entries, documents };
  }

  draw() {
    if (this.#one === null) {
      return [el("p", { class: "none" }, t("cases.choose"))];
    }
    const { application: one, acts, entries, documents } = this.#one;
    const reviewing = acts.some(({ act }) => act === "review_material");
    return [
      this.#head(one),
      el("section", { class: "acts", "aria-label": t("cases.acts") }, ...this.#acts(one, acts)),
      one.notice && part("notice", [el("p", {}, one.notice.materials.map(({ name, note }) => (note ? `${name}（${note}）` : name)).join("；"))]),
      el("div", { class: "columns" },
        el("div", {},
          part("materials", one.materials.length > 0 ? [el("ul", { class: "materials" }, ...one.materials.map((row) => materialRow(row, reviewing ? (passed) => this.#review(one, row, passed, acts) : null)))] : [none("no_materials")]),
          part("timeline", [el("ol", { class: "timeline" }, ...entries.map((entry) => this.#entry(one, entry)).reverse())])),
        el("div", {},
          part("clocks", one.clocks.length > 0 ? [el("ul", { class: "clocks" }, ...clocksOf(one).map((clock) => clockLine(clock, this.#on.corrects() ? () => this.#on.correct(clock, one) : null)))] : [none("no_clocks")]),
          part("documents", documents.length > 0 ? [el("ul", { class: "documents" }, ...documents.map((paper) => documentRow(one, paper)))] : [none("no_documents")]),
          one.checks.length > 0 && part("checks", [el("ul", { class: "checks" }, ...one.checks.map(({ check, passed }) => el("li", {}, el("span", {}, t(`check.${check}`)), el("span", { class: passed ? "go" : "stop" }, t(passed ? "cases.passed" : "cases.failed")))))]),
          one.children.length > 0 && part("children", [el("ul", { class: "checks" }, ...one.children.map(({ department, state }) => el("li", {}, el("span", {}, department), el("span", {}, wordFor(`choice.${one.others[department] ?? state}`, one.others[department] ?? state)))))]),
          one.specials.length > 0 && part("specials", [el("ul", { class: "checks" }, ...one.specials.map(({ kind, ended_at, participants }) => el("li", {}, el("span", {}, specialName(one, kind), el("small", {}, ` ${participants.join("、")}`)), el("span", {}, ended_at ? momentOf(ended_at) : t("application.SPECIAL_PROCEDURE")))))]))),
    ].filter(Boolean);
  }

  #head(one) {
    const times = TIMES.filter((each) => one[`${each}_at`] && !(each === "submitted" && one.received_at)).map((each) => (each === "delivered" ? `${t("application.DELIVERED")} ${momentOf(one.delivered_at)}` : t(`cases.${each}`, { time: momentOf(one[`${each}_at`]) })));
    return el("section", { class: "head" },
      el("h2", {}, el("span", {}, one.item_name), el("span", { class: "state" }, wordFor(`application.${one.state}`, one.state))),
      el("p", {}, el("b", { class: "num" }, one.id), " · ", [wordFor(`channel.${one.channel}`, one.channel), one.department, one.window && t("common.window", { window: one.window }), one.owner_name && t("cases.owner", { name: one.owner_name }),
        one.deemed && t("cases.deemed"), one.fast_track && t("cases.fast_track")].filter(Boolean).join(" · ")),
      el("p", {}, times.join(" · ")),
      one.tasks.length > 0 && el("p", { class: "waits" }, el("span", {}, t("cases.waits_for")), ...one.tasks.map(waitsFor)),
      this.#applicant(one));
  }

  #applicant(one) {
    if (!one.applicant) {
      return el("p", { class: "applicant" }, t("cases.nobody"));
    }
    const who = this.#opened.get("");
    return el("p", { class: "applicant" }, who ? `${[who.name, who.number, who.phone].filter(Boolean).join(" · ")} · ${t("cases.logged")}` : el("span", { class: "num" }, one.applicant.mask),
      who ? null : el("button", { type: "button", "data-open": "applicant", onclick: () => this.#unseal(one, "") }, t("cases.open_applicant")));
  }

  #acts(one, acts) {
    const [aside, main] = [acts.filter(({ act }) => ASIDE.has(act)), acts.filter(({ act }) => !ASIDE.has(act))];
    main.sort((a, b) => rankOf(a) - rankOf(b));
    const button = (act, look) => el("button", { type: "button", class: look, "data-act": act.act, onclick: () => this.#on.act(act, one) }, wordFor(`case_act.${act.act}`, act.act));
    if (acts.length === 0) {
      return [none("no_acts")];
    }
    return [
      el("div", { class: "ways" }, ...main.map((act) => button(act, GRAVE.has(act.act) ? "grave" : WAY.includes(act.act) ? "way" : null))),
      el("div", { class: "aside" }, ...aside.map((act) => button(act, null))),
    ];
  }

  #entry(one, entry) {
    const paper = this.#one.documents.find(({ document }) => document === entry.subject);
    const late = Math.abs(Date.parse(entry.recorded_at) - Date.parse(entry.at)) > 60_000;
    return el("li", { "data-step": entry.step || null },
      el("time", { class: "num", datetime: entry.at }, momentOf(entry.at)),
      el("div", {},
        el("p", {}, el("b", {}, nameOfEntry(entry)), entry.before === entry.after ? null : el("span", { class: "to" }, ` → ${wordFor(`application.${entry.after}`, entry.after)}`)),
        el("p", {}, el("small", {}, [byWhom(entry.actor), late && t("cases.discovered", { time: momentOf(entry.recorded_at) }), entry.level && t(`rating.level_${entry.level}`), wordFor(`lookup.${entry.reason}`, entry.reason), paper?.number].filter(Boolean).join(" · "))),
        facts(one, entry),
        ...entry.words.map((words) => this.#words(one, words))));
  }

  /** What was written, once somebody has opened it. */
  #words(one, { id, kind }) {
    const name = wordFor(`case_field.${kind}`, "") || wordFor(`notice.${kind}`, "");
    const opened = this.#opened.get(id);
    return opened ? el("q", {}, opened.text) : el("button", { type: "button", "data-open": id, onclick: () => this.#unseal(one, id) }, [t("cases.open_words"), kind !== "text" && name].filter(Boolean).join(" · "));
  }

  /** A material that passes is one press; why one does not has to be said. */
  #review(one, { code }, passed, acts) {
    const act = acts.find((each) => each.act === "review_material");
    return passed ? this.#on.say({ act: act.act, code, passed }, one) : this.#on.act(act, one, { code, passed: "no" });
  }

  #unseal(one, text) {
    return this.#on.attempt(async () => {
      const found = await this.#api.press(`/applications/${encodeURIComponent(one.id)}/unsealed`, text ? { text } : {});
      this.#opened.set(text, found);
      await this.read(one.id);
      this.#on.open(one.id);
    });
  }
}

/** What a case waits for, whose part it is, and by when. */
function waitsFor({ kind, subject, due }) {
  const department = subject.startsWith("post:") ? wordFor(subject.replace(":", "."), subject) : subject;
  const more = [department, due && t("cases.due", { time: endOf(due) })].filter(Boolean);
  return el("b", { "data-task": kind }, taskWords(kind), ...more.map((said) => ` · ${said}`));
}

function rankOf({ act }) {
  const place = WAY.indexOf(act);
  return place === -1 ? WAY.length + Number(GRAVE.has(act)) : place;
}

/** Those that run first, then what stands still, then what is over. */
function clocksOf(one) {
  const rank = { RED: 0, YELLOW: 1, RUNNING: 2, SUSPENDED: 3, OVER: 4 };
  return [...one.clocks].sort((a, b) => rank[a.tone] - rank[b.tone] || (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));
}

function nameOfEntry({ act, type }) {
  return wordFor(`done.${type.replace(".", "_")}`, "") || wordFor(`case_act.${act}`, "") || wordFor(`done.${act}`, type);
}

/** Documents and clocks that came of an entry. */
function facts(one, { documents, clocks, materials }) {
  const said = [
    ...documents.map(({ kind, number }) => `${wordFor(`notice.${kind}`, kind)} ${number}`),
    ...clocks.map(clockFact),
    ...materials.map(({ code, status }) => `${one.materials.find((each) => each.code === code)?.name ?? code} ${wordFor(`material.${status}`, status)}`),
  ];
  return said.length > 0 ? el("p", { class: "facts" }, said.join(" · ")) : null;
}

/** What became of a clock; of one that runs, until when. */
function clockFact({ kind, change, due_at }) {
  const [clock, became] = [wordFor(`clock.${kind}`, kind), t(`clock.${change}`)];
  return RUNS.has(change) && due_at ? t("cases.clock_until", { clock, change: became, time: endOf(due_at) }) : `${clock} ${became}`;
}

function materialRow(row, review) {
  const held = row.status === "MISSING" ? "" : [row.originals > 0 && t("cases.originals", { count: row.originals }), row.copies > 0 && t("cases.copies", { count: row.copies })].filter(Boolean).join(" · ");
  const more = [held, row.custody && wordFor(`material.${row.custody}`, row.custody), row.pages > 0 && t("cases.pages", { pages: row.pages }), row.listed && t("cases.listed"), row.origin && t("cases.on_record", { origin: row.origin }), row.note].filter(Boolean).join(" · ");
  const said = row.passed === null ? null : el("span", { class: row.passed ? "go" : "stop" }, t(row.passed ? "cases.reviewed_ok" : "cases.reviewed_wrong"));
  const pair = review && row.passed === null ? el("span", { class: "review" }, ...[[true, "passed"], [false, "failed"]].map(([passed, word]) => el("button", { type: "button", "data-review": row.code, "data-passed": String(passed), onclick: () => review(passed) }, t(`cases.${word}`)))) : null;
  const tone = { PRESENT: "go", SHARED: "go", EXEMPT: "go", PROMISED: "wait" }[row.status] ?? "stop";
  return el("li", {}, el("span", { class: "face" }, el("b", {}, row.name), more && el("small", {}, more)), pair ?? said, el("span", { class: tone }, wordFor(`material.${row.status}`, row.status)));
}

function documentRow(one, { document, kind, title, number, drawn, seal }) {
  const name = wordFor(`notice.${kind}`, title);
  const href = `/api/v1/applications/${encodeURIComponent(one.id)}/documents/${encodeURIComponent(document)}`;
  return el("li", {}, drawn ? el("a", { href, target: "_blank", rel: "noopener" }, name) : el("span", {}, name), el("small", {}, [number, seal].filter(Boolean).join(" · ")));
}

function part(name, children) {
  return el("section", { class: name }, el("h3", {}, t(`cases.${name}`)), ...children);
}

function none(word) {
  return el("p", { class: "none" }, t(`cases.${word}`));
}
