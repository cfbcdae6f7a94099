/** Today's roster as a line of time for each person: on duty, at lunch, away; and where the day stands now. */

import { minute, timeOf } from "./format.js";
import { byId, el, fill, hall, t } from "./page.js";

const HOUR_MIN = 60;

/**
 * @param {import("./dispatch_board.js").Board} board
 * @param {(person: Object) => void} open
 */
export function drawRoster(board, open) {
  fill(byId("roster"), [board.roster, minute()], () => {
    if (board.roster.length === 0) {
      return [el("li", { class: "none" }, t("dispatch.roster_none"))];
    }
    const scale = scaleOf(board.roster);
    return [axis(scale), ...board.roster.map((person) => row(person, scale, open))];
  });
}

/** From the first to the last minute of anybody's day, in whole hours. */
function scaleOf(people) {
  const spans = [clockSpan(`${hall.hours.start}-${hall.hours.end}`), ...people.flatMap((person) => shiftsOf(person).map(clockSpan))];
  const start = Math.floor(Math.min(...spans.map(([from]) => from)) / HOUR_MIN) * HOUR_MIN;
  const end = Math.ceil(Math.max(...spans.map(([, to]) => to)) / HOUR_MIN) * HOUR_MIN;
  return { start, end, at: (value) => `${(100 * (value - start)) / (end - start)}%` };
}

/** Without shifts of their own people work as long as the hall. */
function shiftsOf({ shifts }) {
  return shifts.length > 0 ? shifts : [`${hall.hours.start}-${hall.hours.end}`];
}

/** "HH:MM-HH:MM" as minutes after midnight. */
function clockSpan(text) {
  return text.split(/[-–]/).map((clock) => {
    const [hours, minutes] = clock.split(":").map(Number);
    return hours * HOUR_MIN + minutes;
  });
}

function axis(scale) {
  const step = scale.end - scale.start > 14 * HOUR_MIN ? 3 : 1;
  const hours = [];
  for (let at = scale.start; at < scale.end; at += step * HOUR_MIN) {
    hours.push(placed(el("i", { class: "num" }, String(at / HOUR_MIN).padStart(2, "0")), scale, [at, at]));
  }
  return el("li", { class: "axis", "aria-hidden": "true" }, el("span", { class: "line" }, ...hours));
}

function row(person, scale, open) {
  const [now] = clockSpan(timeOf(new Date()));
  const pieces = [
    ...shiftsOf(person).map((span) => placed(el("i", { class: "on" }), scale, clockSpan(span))),
    ...person.breaks.map((span) => placed(el("i", { class: "off" }), scale, clockSpan(span))),
    person.lunch_at && placed(el("i", { class: "lunch" }, t("dispatch.lunch")), scale, clockSpan(person.lunch_at)),
    now >= scale.start && now <= scale.end && placed(el("i", { class: "now" }), scale, [now, now]),
  ].filter(Boolean);
  return el("li", { class: person.present ? null : "absent" },
    el("button", { type: "button", "data-person": person.person, onclick: () => open(person) },
      el("b", {}, person.name), el("small", {}, whereIs(person)), el("span", { class: "line" }, ...pieces)));
}

/** Positions are set on the element: the page's policy allows no style in markup. */
function placed(node, scale, [from, to]) {
  node.style.left = scale.at(from);
  node.style.width = to > from ? `calc(${scale.at(to)} - ${scale.at(from)})` : "";
  return node;
}

function whereIs(person) {
  if (person.window) {
    return t("common.window", { window: person.window });
  }
  return t(person.present ? "dispatch.free" : "dispatch.absent");
}

/** What the sheet of a person says. */
export function personLines(person) {
  return [
    whereIs(person),
    person.shifts.length > 0 && t("dispatch.shifts", { spans: person.shifts.join("、") }),
    person.lunch_at && t("dispatch.lunch_at", { span: person.lunch_at, group: person.lunch }),
    person.reason && t("dispatch.changed_today", { reason: person.reason }),
  ];
}
