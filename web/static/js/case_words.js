/** How a case, its clocks and times are said. */

import { timeOf } from "./format.js";
import { el, hall, lang, t, wordFor } from "./page.js";

const TONES = { RED: "stop", YELLOW: "wait", RUNNING: "go", SUSPENDED: "rest", OVER: "rest" };
const day = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, year: "numeric", month: "numeric", day: "numeric" });
const short = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, month: lang === "en" ? "short" : "long", day: "numeric" });

/** Month and day, as short as they go. */
function shortDay(at) {
  return short.format(new Date(at));
}

/** A moment by the hall's clock: the time today, else with its day. */
export function momentOf(at) {
  return day.format(new Date(at)) === day.format(new Date()) ? timeOf(at) : `${shortDay(at)} ${timeOf(at)}`;
}

/** The last day of something that ends at midnight is the day before. */
export function endOf(due_at) {
  const last = new Date(Date.parse(due_at) - 1);
  return timeOf(due_at) === "00:00" ? shortDay(last) : momentOf(due_at);
}

/** What is done on a page of its own. */
const ELSEWHERE = { SEAL: "/seals" };

/** What has to be done; where that has a page of its own, the way there. */
export function taskWords(task) {
  const words = wordFor(`task.${task}`, task);
  return task in ELSEWHERE ? el("a", { href: ELSEWHERE[task] }, words) : words;
}

/** What a clock says of itself, in a few words. */
function leftWords(clock) {
  if (clock.tone === "SUSPENDED") {
    return t("cases.suspended");
  }
  if (clock.tone === "OVER" || !clock.due_at) {
    return t("cases.over");
  }
  if (clock.tone === "RED") {
    return clock.state === "EXPIRED" ? t("cases.expired") : t("cases.overdue");
  }
  return clock.days_left > 0 ? t("cases.days_left", { days: clock.days_left }) : clock.unit === "oh" ? t("cases.hours_left", { time: timeOf(clock.due_at) }) : t("cases.today");
}

/** What ends today needs attention, whether it warns or not. */
function toneOf({ tone, days_left }) {
  return tone === "RUNNING" && days_left === 0 ? "wait" : TONES[tone];
}

/** A clock as a chip: colour and words. */
function clockChip(clock) {
  return el("span", { class: `chip ${toneOf(clock)}`, title: clock.due_at ? t("cases.due", { time: endOf(clock.due_at) }) : null }, leftWords(clock));
}

/** A clock in full: what it is about, until when, how much is left. `correct`: where the person may count it anew. */
export function clockLine(clock, correct = null) {
  return el("li", { class: clock.tone === "OVER" ? "over" : null },
    el("span", {}, wordFor(`clock.${clock.kind}`, clock.kind), clock.subject && el("small", {}, ` ${wordFor(`choice.${clock.subject}`, clock.subject)}`)),
    el("small", { class: "num" }, clock.due_at ? endOf(clock.due_at) : ""), clockChip(clock),
    clock.reason && el("small", { class: "reason" }, whyCorrected(clock.reason)),
    correct && clock.tone !== "OVER" && el("button", { type: "button", class: "correct", "data-clock": clock.id, onclick: () => correct(clock) }, t("cases.correct")));
}

/** The hall itself counts anew where a calendar has changed. */
function whyCorrected(reason) {
  const year = /^calendar (\d{4})$/.exec(reason)?.[1];
  return year ? t("cases.clock_calendar", { year }) : t("cases.clock_was", { reason });
}

/** A case in a list. `department`: whose part of it is meant, where it has parts. */
export function caseRow(row, { chosen, open, department = "" }) {
  return el("li", {}, el("button", { type: "button", class: "case", "aria-current": chosen ? "true" : null, "data-case": row.id, onclick: open },
    el("span", { class: "face" }, el("b", {}, row.item_name), el("small", { class: "num" }, row.id), el("small", {}, [department && t("cases.part_of", { department }), row.applicant, row.owner_name && t("cases.owner", { name: row.owner_name }), row.received_at && t("cases.received", { time: momentOf(row.received_at) })].filter(Boolean).join(" · "))),
    el("span", { class: "state" }, wordFor(`application.${row.state}`, row.state), row.clock && clockChip(row.clock))));
}

/** Who did something: a person and the place, a device, the applicant, or nobody. */
export function byWhom({ kind, person, name, post, window, workstation }) {
  if (kind === "system") {
    return t("cases.by_itself");
  }
  if (kind === "public") {
    return t("cases.by_applicant");
  }
  if (kind === "device") {
    return t("cases.by_device", { device: person });
  }
  return t("cases.by", { who: name || person, where: window === "desk" ? wordFor(`post.${post}`, workstation) : t("common.window", { window }) });
}
