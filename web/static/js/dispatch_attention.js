/** What needs a person, first things first: alarms with what to do, then advice, then devices. */

import { minutesSince, timeOf } from "./format.js";
import { byId, el, fill, hall, lang, nameOf, say, t, wordFor } from "./page.js";

/** Alarms that stop service come before those that only warn. */
const URGENT = new Set(["VACANT_POST", "LUNCH_UNCOVERED", "WINDOW_LOST", "NO_WINDOW_SERVES"]);
const sentenceOf = (both) => (both ? both[lang.startsWith("zh") ? "zh" : "en"] : "");

/**
 * @param {import("./dispatch_board.js").Board} board
 * @param {(advice: Object) => void} accept
 */
export function drawAttention(board, accept) {
  const { alarms } = board.hall;
  const sorted = [...alarms].sort((one, other) => URGENT.has(other.code) - URGENT.has(one.code));
  const unserved = board.hall.zones.filter((zone) => zone.unserved > 0);
  const calm = sorted.length === 0 && unserved.length === 0 && board.advice.length === 0;
  say(byId("attention-title"), calm ? t("dispatch.calm") : t("dispatch.attention"));
  byId("attention").classList.toggle("calm", calm);
  fill(byId("alarms"), [sorted, unserved], () => [...unserved.map(unservedCard), ...sorted.map(alarmCard)]);
  byId("advice-box").hidden = board.advice.length === 0;
  fill(byId("advice"), [board.advice, board.roster], () => board.advice.map((advice) => adviceCard(advice, board, accept)));
  const faulty = board.picture.devices.filter((each) => each.state !== "ONLINE" || each.faults.length > 0);
  say(byId("devices-title"), t(faulty.length > 0 ? "dispatch.devices" : "dispatch.devices_fine"));
  fill(byId("devices"), faulty, () => faulty.map(deviceRow));
}

function unservedCard(zone) {
  return card("stop", t("dispatch.unserved_title", { zone: `${zone.zone} ${nameOf(hall.zones, zone.zone)}`, count: zone.unserved }),
    t("dispatch.unserved_do"));
}

function alarmCard(alarm) {
  const known = wordFor(`alarm.${alarm.code}`, null);
  const title = known ? known.replace("{subject}", subjectOf(alarm)) : `${alarm.code} ${alarm.subject}`;
  const what = wordFor(`alarm.${alarm.code}_do`, "");
  return card(URGENT.has(alarm.code) ? "stop" : "wait", title, what || alarm.detail,
    t("dispatch.since", { time: timeOf(alarm.since) }));
}

/** A window or a zone by its name; anything else as it is. */
function subjectOf({ subject }) {
  if (hall.zones.some(({ id }) => id === subject)) {
    return `${subject} ${nameOf(hall.zones, subject)}`;
  }
  return hall.windows.some(({ id }) => id === subject) ? t("common.window", { window: subject }) : subject;
}

function adviceCard(advice, board, accept) {
  const facts = { window: advice.window, person: board.nameOf(advice.person), saves: advice.saves_min, costs: advice.costs_min };
  return card("advice", t(`dispatch.advise_${advice.kind}`, facts), t(`dispatch.advise_${advice.kind}_worth`, facts),
    sentenceOf(advice.because),
    el("button", { type: "button", class: "accept", onclick: () => accept(advice) }, t("dispatch.accept")));
}

function card(tone, title, what, small = "", ...more) {
  return el("li", { class: tone }, el("b", {}, title), what && el("span", {}, what), small && el("small", {}, small), ...more);
}

function deviceRow(device) {
  const state = device.state === "ONLINE" ? "DEGRADED" : device.state;
  return el("li", {}, el("span", {}, `${wordFor(`device.${device.kind}`, device.kind)} ${device.id}`),
    el("span", { class: "stop" }, wordFor(`device.${state}`, state)),
    device.since ? el("small", {}, t("common.minutes_one", { minutes: minutesSince(device.since) })) : null);
}
