/** What waits for whoever has signed in (待办): groups by what has to be done, the most urgent first. */

import { caseRow, taskWords } from "./case_words.js";
import { el, t } from "./page.js";

const FIRST = 10;
const MORE = 50;
const MOST = 200;

/**
 * @typedef {{task: string, count: number, overdue: number, warned: number, next: ?number, rows: {application: Object, department: string}[]}} Group
 * @typedef {{key: string, content: *, make: () => HTMLElement}} Line
 */

export class Inbox {
  #api;
  /** @type {?Group[]} null until they are read */
  #groups = null;
  /** How many of a kind are shown, where it is more than at first. */
  #depth = new Map();

  constructor(/** @type {import("./api.js").Api} */ api) {
    this.#api = api;
  }

  /** Nothing waits, as far as is known. */
  get empty() {
    return this.#groups !== null && this.#groups.length === 0;
  }

  /** Every case that waits, once, in the order in which they are shown. */
  get cases() {
    return [...new Set((this.#groups ?? []).flatMap(({ rows }) => rows.map(({ application }) => application.id)))];
  }

  /** Read it anew; of kinds that were opened as much as was shown. */
  async read({ mine }) {
    const own = mine ? "&mine=1" : "";
    const [{ groups }, ...deep] = await Promise.all([
      this.#api.get(`/inbox?limit=${FIRST}${own}`),
      ...[...this.#depth].map(([task, limit]) => this.#api.get(`/inbox?task=${task}&limit=${limit}${own}`)),
    ]);
    const opened = new Map(deep.flatMap((each) => each.groups).map((group) => [group.task, group]));
    this.#groups = groups.map((group) => opened.get(group.task) ?? group);
  }

  /** More of one kind, from the next reading on. */
  deepen(task) {
    this.#depth.set(task, Math.min(MOST, (this.#depth.get(task) ?? FIRST) + MORE));
  }

  /**
   * A line for each kind, each case and each "more".
   * @returns {Line[]}
   */
  lines({ chosen, open, more }) {
    return (this.#groups ?? []).flatMap((group) => [
      { key: `head ${group.task}`, content: [group.task, group.count, group.overdue, group.warned], make: () => head(group) },
      ...group.rows.map(({ application, department }) => ({
        key: `${group.task} ${application.id} ${department}`,
        content: [application, department, application.id === chosen],
        make: () => caseRow(application, { chosen: application.id === chosen, open: () => open(application.id), department }),
      })),
      ...(group.next !== null && group.rows.length < MOST ? [{ key: `more ${group.task}`, content: group.count - group.rows.length, make: () => moreOf(group, more) }] : []),
    ]);
  }
}

function head({ task, count, overdue, warned }) {
  return el("li", { class: "group", "data-task": task },
    el("h3", {}, taskWords(task)),
    el("span", { class: "lights" },
      overdue > 0 && el("span", { class: "chip stop" }, t("cases.overdue_count", { count: overdue })),
      warned > 0 && el("span", { class: "chip wait" }, t("cases.warned_count", { count: warned })),
      el("b", { class: "num" }, count)));
}

function moreOf({ task, count, rows }, more) {
  return el("li", {}, el("button", { type: "button", class: "more", "data-more": task, onclick: () => more(task) }, t("cases.more_of", { count: count - rows.length })));
}
