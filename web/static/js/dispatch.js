/** The dispatch board: all windows, all zones, and whatever needs a person, live. */

import { showConnection } from "./connection.js";
import { duration, minutesSince, timeOf, timeWithSeconds, zoneFace } from "./format.js";
import { byId, el, fill, hall, nameOf, say, t, wordFor } from "./page.js";
import { Picture } from "./picture.js";
import { askToSignIn, Session } from "./session.js";

/** How a state of a window is coloured; words say it too. */
const TONES = { OPEN: "go", SERVING: "go", CALLING: "wait", PAUSED: "wait", VACANT_POST: "stop", FAULT: "stop", CLOSED: "rest" };
const CALLABLE = new Set(["OPEN", "CALLING", "SERVING"]);

const session = new Session();
const picture = new Picture(draw);
let asking = false;

function draw() {
  if (picture.connection === "denied") {
    work(t("login.signed_out"));
    return;
  }
  showConnection(byId("connection"), picture);
  if (!picture.hall) {
    return;
  }
  const { windows, zones, alarms, intake, intake_reason } = picture.hall;
  byId("banner").hidden = intake === "running";
  say(byId("banner"), t("dispatch.intake_paused", { reason: intake_reason ?? "" }));
  const open = windows.filter((each) => CALLABLE.has(each.state)).length;
  say(byId("open-windows"), t("dispatch.open_windows", { open, all: windows.length }));
  fill(byId("zones"), zones, () => zones.map(zoneCard));
  fill(byId("windows"), windows, () => (windows.length > 0 ? windows.map(windowCard) : [el("li", {}, t("dispatch.no_windows"))]));
  fill(byId("alarms"), alarms, () => (alarms.length > 0 ? alarms.map(alarmRow) : [none(t("dispatch.alarms_none"))]));
  const faulty = picture.devices.filter((each) => each.state !== "ONLINE" || each.faults.length > 0);
  fill(byId("devices"), faulty, () => (faulty.length > 0 ? faulty.map(deviceRow) : [none(t("dispatch.devices_fine"))]));
  drawTimers();
}

function zoneCard(zone) {
  return el("li", {},
    el("b", {}, `${zone.zone} ${nameOf(hall.zones, zone.zone)}`),
    el("strong", {}, zone.waiting), ` ${t("dispatch.waiting")} · `,
    el("span", { class: zoneFace(zone).tone }, zoneFace(zone).words),
    zone.unserved > 0 ? el("span", { class: "stop" }, t("dispatch.unserved", { count: zone.unserved })) : null);
}

function windowCard(window) {
  const since = window.state === "SERVING" ? window.started_at : window.called_at;
  return el("li", { class: TONES[window.state] },
    el("b", { class: "num" }, window.window),
    el("span", { class: "state" }, t(`window_state.${window.state}`)),
    el("span", { class: "number num" }, window.ticket?.number ?? "–",
      window.ticket && since ? el("small", { "data-since": since }) : null),
    el("span", { class: "who" }, whoIsThere(window)));
}

function whoIsThere(window) {
  const reason = window.reason && wordFor(`pause.${window.reason}`, window.reason);
  return [window.staff_name, reason, t("dispatch.served", { count: window.served_today })].filter(Boolean).join(" · ");
}

function drawTimers() {
  document.querySelectorAll("[data-since]").forEach((node) => {
    say(node, duration((Date.now() - Date.parse(node.dataset.since)) / 1000));
  });
}

function alarmRow(alarm) {
  return el("li", {}, el("b", {}, alarm.detail || alarm.code), el("span", { class: "stop" }, alarm.subject),
    el("small", {}, t("dispatch.since", { time: timeOf(alarm.since) })));
}

function deviceRow(device) {
  const state = device.state === "ONLINE" ? "DEGRADED" : device.state;
  return el("li", {}, el("span", {}, `${wordFor(`device.${device.kind}`, device.kind)} ${device.id}`),
    el("span", { class: "stop" }, wordFor(`device.${state}`, state)),
    device.since ? el("small", {}, t("common.minutes_one", { minutes: minutesSince(device.since) })) : null);
}

function none(text) {
  return el("li", { class: "none" }, text);
}

async function work(notice = "") {
  if (asking) {
    return;
  }
  asking = true;
  byId("board").hidden = true;
  if (notice) {
    session.forget();
  }
  if (!session.person) {
    await askToSignIn(session, notice);
  }
  asking = false;
  byId("board").hidden = false;
  picture.follow(["window", "zone", "alarms", "devices"]);
}

byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});
setInterval(() => {
  say(byId("clock"), timeWithSeconds(new Date()));
  drawTimers();
}, 1000);
await session.resume();
work();
