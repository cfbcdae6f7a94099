/** The parts of the panel that only show. */

import { alarmHint, alarmTitle } from "./alarms.js";
import { duration, minute, minutesSince, timeOf, waitWords, zoneFace } from "./format.js";
import { noticeLine } from "./notices.js";
import { byId, el, fill, hall, nameOf, purposeOf, say, sentenceOf, t, wordFor } from "./page.js";

const WAITING_SHOWN = 7;
const ALARMS_SHOWN = 5;
const PLAIN = new Set(["NORMAL"]);

/** The ticket at the window, or the state of the window in words. */
export function drawCurrent(window, waiting) {
  const ticket = window.ticket;
  const number = byId("number");
  number.classList.toggle("words", ticket === null);
  say(number, ticket?.number ?? t(`window_state.${window.state}`));
  say(byId("purpose"), ticket ? purposeOf(ticket) : "");
  say(byId("taken"), ticket
    ? t("panel.taken", { time: timeOf(ticket.taken_at), minutes: waitedMinutes(ticket, window) })
    : emptyHint(window, waiting));
  say(byId("about"), ticket ? aboutTicket(ticket, window) : "");
  const why = sentenceOf(window.why);
  say(byId("why"), why);
  byId("why").title = why;
  drawTimer(window);
}

function emptyHint(window, waiting) {
  if (window.state === "PAUSED" || window.state === "FAULT") {
    return window.reason ? wordFor(`pause.${window.reason}`, window.reason) : "";
  }
  if (window.state !== "OPEN") {
    return "";
  }
  return waiting > 0 ? t("panel.somebody_waits", { count: waiting }) : t("panel.nobody_called");
}

function waitedMinutes(ticket, window) {
  return minutesSince(ticket.taken_at, window.called_at ? Date.parse(window.called_at) : Date.now());
}

function aboutTicket(ticket, window) {
  return [
    PLAIN.has(ticket.class) ? null : t(`class.${ticket.class}`),
    ticket.holder && t("panel.holder", { holder: ticket.holder }),
    window.state === "CALLING" && t("panel.calls", { count: window.calls }),
  ].filter(Boolean).join(" · ");
}

/** Since the call, then since the start of service. */
export function drawTimer(window) {
  const since = window.ticket && (window.state === "SERVING" ? window.started_at : window.called_at);
  byId("timer-box").hidden = !since;
  if (since) {
    say(byId("timer"), duration((Date.now() - Date.parse(since)) / 1000));
    say(byId("timer-note"), window.state === "SERVING" && window.served_today > 0
      ? t("panel.average", { time: mean(window) })
      : t(window.state === "SERVING" ? "panel.since_start" : "panel.since_call"));
  }
}

function mean(window) {
  return window.served_today > 0 ? duration(window.served_s / window.served_today) : "–";
}

/** Who waits for what this window may take, in the order in which they are expected to be called. */
export function drawWaiting(waiting, window) {
  const [first] = waiting;
  const none = window.state === "CLOSED" ? "panel.waiting_closed" : "panel.waiting_none";
  say(byId("waiting-title"), t("panel.waiting_here", { count: waiting.length }));
  fill(byId("waiting"), [waiting, minute()], () => waiting.slice(0, WAITING_SHOWN).map(waitingRow));
  const more = waiting.length - WAITING_SHOWN;
  say(byId("waiting-more"), more > 0 ? t("panel.waiting_more", { count: more }) : "");
  say(byId("next-number"), first ? t("panel.next", { number: first.number }) : t("panel.next_nobody"));
  say(byId("next-why"), first
    ? t("panel.next_why", { minutes: minutesSince(first.taken_at), what: classOf(first) ?? purposeOf(first) })
    : t(none));
}

function classOf(ticket) {
  return PLAIN.has(ticket.class) ? null : t(`class.${ticket.class}`);
}

function waitingRow(ticket) {
  const kind = classOf(ticket);
  return el("li", {},
    el("b", { class: "num" }, ticket.number),
    el("span", { title: purposeOf(ticket) }, kind && el("em", {}, `${kind} · `), purposeOf(ticket)),
    el("small", { class: "num", title: waitWords(ticket.wait_s, t("common.soon")) },
      t("common.minutes_one", { minutes: minutesSince(ticket.taken_at) })));
}

/**
 * What the service will end with, the matters that can be registered, and the papers about those that are.
 * @param {{register: (item: string) => void, print: ?(application: string) => void,
 *   noticesOf: (application: string) => import("./notices.js").Notice[]}} acts `print`: null where there is no printer
 */
export function drawWork(window, registered, { register, print, noticesOf }) {
  const serving = window.state === "SERVING" && window.ticket !== null;
  say(byId("outcome"), outcomeWords(serving, registered.ids.length));
  const items = serving ? window.ticket.items.filter((item) => !registered.items.includes(item)) : [];
  const notices = registered.ids.map(noticesOf);
  fill(byId("applications"), [registered, items, notices, print !== null], () => [
    ...registered.ids.map((id, place) => el("div", { class: "done" }, el("span", {}, `✓ ${t("panel.registered", { id })}`),
      print && el("button", { type: "button", "data-notice": id, onclick: () => print(id) }, t("panel.notice")),
      el("a", { href: `/cases?application=${encodeURIComponent(id)}`, target: "cases" }, t("panel.case")),
      el("a", { href: `/service?application=${encodeURIComponent(id)}`, target: "service" }, t("panel.materials")),
      ...notices[place].map(noticeLine))),
    ...items.map((item) => el("button", { type: "button", "data-item": item, onclick: () => register(item) },
      t("panel.register", { item: nameOf(hall.items, item) }))),
  ]);
}

function outcomeWords(serving, count) {
  if (!serving) {
    return t("panel.work_idle");
  }
  return count > 0 ? t("panel.outcome_applications", { count }) : t("panel.outcome_enquiry");
}

/** Tickets set aside, each with the way back. */
export function drawHeld(window, resume) {
  byId("held-box").hidden = window.held.length === 0;
  fill(byId("held"), [window.held, window.state], () => window.held.map((ticket) =>
    el("li", {}, el("b", { class: "num" }, ticket.number), el("span", {}, purposeOf(ticket)),
      el("button", { type: "button", disabled: window.state !== "OPEN", onclick: () => resume(ticket.id) }, t("panel.unhold")))));
}

/** Today's figures, the devices that serve this window, and what needs a person. */
export function drawSides(window, picture, devices) {
  const zone = picture.zones.find((each) => each.zone === window.zone);
  say(byId("served"), window.served_today);
  say(byId("mean"), mean(window));
  say(byId("zone-waiting"), zone?.waiting ?? "–");
  say(byId("zone-wait"), zone ? zoneFace(zone).words : "");
  say(byId("hall-waiting"), picture.zones.reduce((sum, each) => sum + each.waiting, 0));
  // What is registered only says nothing of itself, nor does it need anybody here.
  const speaking = devices.filter((each) => each.driven || each.state !== "UNKNOWN");
  const mine = speaking.filter((each) => each.window === window.window || (each.window === null && each.zone === window.zone));
  fill(byId("devices"), [mine, minute()], () => (mine.length > 0 ? mine.map(deviceRow) : [nothing(t("panel.devices_none"))]));
  const alarms = picture.alarms.slice(0, ALARMS_SHOWN);
  fill(byId("alarms"), alarms, () => (alarms.length > 0 ? alarms.map(alarmRow) : [nothing(t("panel.alarms_none"))]));
}

function deviceRow(device) {
  const fine = device.state === "ONLINE" && device.faults.length === 0;
  const state = fine ? t("device.ONLINE") : wordFor(`device.${device.state === "ONLINE" ? "DEGRADED" : device.state}`, device.state);
  const since = !fine && device.since ? ` · ${t("common.minutes_one", { minutes: minutesSince(device.since) })}` : "";
  return el("li", {}, el("span", {}, wordFor(`device.${device.kind}`, device.kind)),
    el("span", { class: fine ? "go" : "stop" }, state + since));
}

function alarmRow(alarm) {
  return el("li", { title: alarmHint(alarm) }, el("span", { class: "stop" }, alarmTitle(alarm)));
}

function nothing(text) {
  return el("li", { class: "none" }, text);
}
