/** Zones and windows of the board, each a card that opens what can be done with it. */

import { duration, minute, minutesSince, timeOf, zoneFace } from "./format.js";
import { byId, el, fillList, hall, nameOf, say, t, titleOf, wordFor } from "./page.js";

/** How a state of a window is coloured; words say it too. */
const TONES = { OPEN: "go", SERVING: "go", CALLING: "wait", PAUSED: "wait", VACANT_POST: "stop", FAULT: "stop", CLOSED: "rest" };
/** A window that has just opened is judged as if it had worked so long. */
const LEAST_DUTY_S = 20 * 60;

/**
 * @param {import("./dispatch_board.js").Board} board
 * @param {(zone: Object) => void} open
 */
export function drawZones(board, open) {
  const { zones } = board.hall;
  fillList(byId("zones"), zones, {
    key: ({ zone }) => zone,
    content: (zone) => [zone, board.waitsSince(zone.zone), minute()],
    make: (zone) => zoneCard(zone, board.waitsSince(zone.zone), open),
  });
}

function zoneCard(zone, since, open) {
  const face = zoneFace(zone);
  const longest = since && minutesSince(since) > 0 && t("dispatch.longest", { minutes: minutesSince(since) });
  return el("li", {}, el("button", { type: "button", "data-zone": zone.zone, onclick: () => open(zone) },
    el("b", {}, titleOf(zone)),
    el("span", { class: "count" }, el("strong", { class: "num" }, zone.waiting), ` ${t("dispatch.waiting")}`),
    el("em", { class: face.tone }, face.words),
    el("small", {}, face.more || t("dispatch.zone_windows", { count: zone.open_windows })),
    el("small", {}, longest || "")));
}

/** Windows in the order of the hall. */
export function drawWindows(board, open) {
  const { windows } = board.hall;
  byId("no-windows").hidden = windows.length > 0;
  fillList(byId("windows"), windows, {
    key: ({ window }) => window,
    content: (window) => [window, minute()],
    make: (window) => windowCard(window, open),
  });
  drawTimers();
}

function windowCard(window, open) {
  const since = window.state === "SERVING" ? window.started_at : window.called_at;
  return el("li", { class: TONES[window.state] }, el("button", { type: "button", "data-window": window.window, onclick: () => open(window) },
    el("b", { class: "num" }, window.window),
    el("span", { class: "state" }, t(`window_state.${window.state}`)),
    el("span", { class: "number num" }, window.ticket?.number ?? "–",
      window.ticket && since ? el("small", { "data-since": since }) : null),
    el("span", { class: "who" }, whoIsThere(window)),
    loadBar(window),
    tagsOf(window)));
}

function whoIsThere(window) {
  const reason = window.state === "PAUSED" && window.reason ? wordFor(`pause.${window.reason}`, window.reason) : null;
  return [window.staff_name ?? t("dispatch.nobody"), reason].filter(Boolean).join(" · ");
}

/** What is out of the ordinary about a window today. */
function tagsOf(window) {
  const tags = [
    window.zone !== window.home && t("dispatch.moved", { zone: nameOf(hall.zones, window.zone) }),
    window.until && t("dispatch.until", { time: timeOf(window.until) }),
    window.temporary && !window.there && t("dispatch.spare"),
  ].filter(Boolean);
  return tags.length > 0 ? el("span", { class: "tags" }, ...tags.map((tag) => el("i", {}, tag))) : null;
}

/** Today's load as a bar, with its figure and how many were served. */
function loadBar(window) {
  const share = loadOf(window);
  const bar = el("i", { class: "bar" }, el("i", {}));
  bar.firstChild.style.width = `${Math.round((share ?? 0) * 100)}%`;
  return el("span", { class: "load" }, bar,
    el("small", {}, share === null ? "" : `${Math.round(share * 100)}%`),
    el("small", {}, t("dispatch.served", { count: window.served_today })));
}

/** Share of today's duty that the window was busy; null before it has opened. */
export function loadOf({ load }, now = Date.now()) {
  if (!load || (load.duty_s === 0 && !load.on_since)) {
    return null;
  }
  const spell = (since) => (since ? Math.max(0, (now - Date.parse(since)) / 1000) : 0);
  return Math.min(1, (load.busy_s + spell(load.busy_since)) / Math.max(LEAST_DUTY_S, load.duty_s + spell(load.on_since)));
}

/** What the sheet of a window says. */
export function windowLines(window, why) {
  return [
    `${t(`window_state.${window.state}`)} · ${whoIsThere(window)}`,
    window.ticket && t("dispatch.at_window", { number: window.ticket.number, time: timeOf(window.called_at) }),
    why,
    window.held.length > 0 && t("dispatch.held", { numbers: window.held.map(({ number }) => number).join("、") }),
    ...window.faults,
  ];
}

export function drawTimers() {
  document.querySelectorAll("[data-since]").forEach((node) => {
    say(node, duration((Date.now() - Date.parse(node.dataset.since)) / 1000));
  });
}
