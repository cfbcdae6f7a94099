/** What needs a person, first things first: alarms with what to do, then advice, then devices. */

import { alarmHint, alarmTitle } from "./alarms.js";
import { minutesSince, timeOf } from "./format.js";
import { byId, el, fill, say, sentenceOf, t, titleOf, wordFor } from "./page.js";

/** Alarms that stop service come before those that only warn. */
const URGENT = new Set(["VACANT_POST", "LUNCH_UNCOVERED"]);
const SURGE = "SURGE";

/**
 * @param {import("./dispatch_board.js").Board} board
 * @param {{accept: (advice: Object) => void, handle: (alarm: Object) => void, follow: (measure: Object, surge: Object) => void,
 *   canHandle: (alarm: Object) => boolean, canFollow: (measure: Object) => boolean}} acts
 */
export function drawAttention(board, acts) {
  const { alarms, zones } = board.hall;
  const { surges, devices } = board.picture;
  const sorted = [...alarms].sort((one, other) => URGENT.has(other.code) - URGENT.has(one.code));
  const unserved = zones.filter((zone) => zone.unserved > 0);
  const calm = sorted.length === 0 && unserved.length === 0 && board.advice.length === 0;
  say(byId("attention-title"), t(calm ? "dispatch.calm" : "dispatch.attention"));
  byId("attention").classList.toggle("calm", calm);
  fill(byId("alarms"), [sorted, unserved, surges], () => [
    ...unserved.map(unservedCard),
    ...sorted.map((alarm) => alarmCard(alarm, surgeOf(alarm, surges), acts)),
  ]);
  const names = board.advice.map(({ person }) => board.nameOf(person));
  fill(byId("advice"), [board.advice, names], () => (names.length > 0
    ? board.advice.map((advice, place) => adviceCard(advice, names[place], acts))
    : [el("li", { class: "none" }, t("dispatch.advice_none"))]));
  const faulty = devices.filter((each) => !isWell(each));
  say(byId("devices-title"), t(faulty.length > 0 ? "dispatch.devices" : "dispatch.devices_fine"));
  fill(byId("devices"), faulty, () => faulty.map(deviceRow));
}

function unservedCard(zone) {
  return card("stop", t("dispatch.unserved_title", { zone: titleOf(zone), count: zone.unserved }),
    { what: t("dispatch.unserved_do") });
}

function alarmCard(alarm, surge, acts) {
  const buttons = surge
    ? surge.measures.filter(acts.canFollow).map((measure) => button(sentenceOf(measure.said), () => acts.follow(measure, surge)))
    : acts.canHandle(alarm) && [button(t("dispatch.handle"), () => acts.handle(alarm))];
  return card(URGENT.has(alarm.code) ? "stop" : "wait", alarmTitle(alarm), {
    what: surge ? t("dispatch.surge_usual", { ...surge, usual: Math.round(surge.usual) }) : alarmHint(alarm),
    small: t("dispatch.since", { time: timeOf(alarm.since) }),
    buttons: buttons || [],
  });
}

/** The surge that an alarm tells of, with what may be done about it. */
function surgeOf({ code, subject }, surges) {
  return surges.find(({ zone, department }) => code === SURGE && subject === (department ? `${zone}/${department}` : zone));
}

function adviceCard(advice, person, { accept }) {
  const facts = { window: advice.window, person, saves: advice.saves_min, costs: advice.costs_min };
  return card("advice", t(`dispatch.advise_${advice.kind}`, facts), {
    what: t(`dispatch.advise_${advice.kind}_worth`, facts),
    buttons: [el("button", { type: "button", class: "accept", title: sentenceOf(advice.because), onclick: () => accept(advice) }, t("dispatch.accept"))],
  });
}

function button(text, press) {
  return el("button", { type: "button", onclick: press }, text);
}

function card(tone, title, { what = "", small = "", buttons = [] }) {
  return el("li", { class: tone }, el("b", {}, title), what && el("span", {}, what), small && el("small", {}, small),
    buttons.length > 0 ? el("div", { class: "buttons" }, ...buttons) : null);
}

/** Whether nobody need look at a device: it is there, people work on it, or it is registered only. */
function isWell({ state, faults, driven }) {
  const asset = state === "UNKNOWN" && !driven;
  return faults.length === 0 && (state === "ONLINE" || state === "MAINTENANCE" || asset);
}

function deviceRow(device) {
  const state = device.state === "ONLINE" ? "DEGRADED" : device.state;
  return el("li", {}, el("span", {}, `${wordFor(`device.${device.kind}`, device.kind)} ${device.id}`),
    el("span", { class: "stop" }, wordFor(`device.${state}`, state)),
    device.since ? el("small", {}, t("common.minutes_one", { minutes: minutesSince(device.since) })) : null);
}
