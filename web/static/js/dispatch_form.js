/** The board's one dialog: first what can be done with a thing, then what an act asks, its reason, and the answer. */

import { Problem } from "./api.js";
import { answered, digit, radio } from "./dialogs.js";
import { CALLABLE } from "./dispatch_board.js";
import { timeOf } from "./format.js";
import { byId, el, hall, say, t } from "./page.js";

const NO_CHOICE = "";
const MOST_CHIPS = 6;
const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT = "24:00";

/**
 * What an act may ask for: the choices that make sense (`now`: the present one, else the first is offered), or a time
 * of day (`time`: the one offered first, "" for none). `read` turns the answer into a value.
 * @type {Object<string, {choices?: Function, now?: Function, time?: Function, read?: Function}>}
 */
const FIELDS = {
  window: { choices: (ticket, board) => callableWindows(ticket, board, (window) => window.zone === ticket.zone) },
  target: {
    choices: (ticket, board) => [
      ...zonesBut(ticket.zone).map(({ value, text }) => ({ value: `zone ${value}`, text })),
      ...callableWindows(ticket, board).map(({ value, text }) => ({ value: `window ${value}`, text })),
    ],
    read: (answer) => Object.fromEntries([answer.split(/ (.*)/s, 2)]),
  },
  to: { choices: () => ["self_service", "online"].map((value) => ({ value, text: t(`act.to_${value}`) })) },
  zone: { choices: (window) => zonesBut(window.zone) },
  person: { choices: (_, board) => board.freePeople().map(({ person, name }) => ({ value: person, text: name })) },
  until: { time: () => clockIn(HOUR_MS), read: (answer) => instantToday(answer) },
  lunch: {
    choices: (_, board) => [
      ...board.lunchGroups.map((span, place) => ({ value: place + 1, text: t("act.lunch_group", { group: place + 1, span }) })),
      { value: 0, text: t("act.lunch_none") },
    ],
    now: (person) => person.lunch ?? 0,
    read: Number,
  },
  from: { time: () => clockIn(0) },
  end: { time: () => clockIn(HOUR_MS) },
  open: { time: (subject) => hoursOf(subject)[0] },
  close: { time: (subject) => hoursOf(subject)[1] },
  ahead: {
    now: (_, board) => board.remindAhead,
    choices: () => [1, 2, 3, 5, 8, 0].map((value) => ({ value, text: value ? t("act.ahead_people", { count: value }) : t("act.ahead_nobody") })),
    read: Number,
  },
  last_ticket: { time: () => "" },
};

/** Ask what to do with a thing; the chosen act or null. */
export async function chooseAct({ title, lines, acts }) {
  say(byId("sheet-title"), title);
  byId("sheet-lines").replaceChildren(...lines.filter(Boolean).map((line) => (line instanceof Node ? line : el("p", {}, line))));
  byId("sheet-acts").replaceChildren(...acts.map((act, place) =>
    el("button", { type: "submit", value: act.id }, t(`act.${act.id}`), digit(place))));
  const id = await answered(byId("sheet-dialog"));
  return acts.find((act) => act.id === id) ?? null;
}

/**
 * Ask for what an act needs and do it. A refusal is said in the dialog, which stays; resolves to whether it was done.
 * @param {{act: import("./dispatch_acts.js").Act, subject: Object, board: Object, title: string, given?: Object,
 *   send: (path: string, body: Object) => Promise<*>}} order `given`: what is known already and not asked again
 */
export async function carryOut({ act, subject, board, title, given = {}, send }) {
  const form = byId("act-form");
  const asked = act.asks.filter((name) => given[name] === undefined);
  say(byId("act-title"), title);
  say(byId("act-what"), t(`act.${act.id}_what`));
  byId("act-fields").replaceChildren(...asked.map((name) => field(name, subject, board)));
  byId("act-reasons").replaceChildren(...act.reasons.map((reason, place) =>
    radio("reason", t(`reason.${reason}`), t(`reason.${reason}`), place, { required: false, checked: reason === given.reason })));
  byId("act-other").value = "";
  byId("act-why").hidden = act.reasons.length === 0;
  refuse(null);
  form.onkeydown = (event) => {
    // A list that has the focus would only open.
    if (event.key === "Enter" && event.target.matches("select")) {
      event.preventDefault();
      form.requestSubmit(byId("act-go"));
    }
  };
  form.onsubmit = async (event) => {
    if (event.submitter?.value !== "go") {
      return;
    }
    event.preventDefault();
    const reason = byId("act-other").value.trim() || new FormData(form).get("reason");
    if (!reason && act.reasons.length > 0) {
      refuse({ title: t("act.reason_missing") });
      return;
    }
    const answers = Object.fromEntries(asked.map((name) => [name, answerOf(form, name)]));
    await press(act.press(subject, { ...given, ...answers, reason }, board), send);
  };
  return await answered(byId("act-dialog")) === "done";
}

async function press([path, body], send) {
  byId("act-go").disabled = true;
  try {
    await send(path, body);
    byId("act-dialog").close("done");
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    refuse(error);
  } finally {
    byId("act-go").disabled = false;
  }
}

function refuse(problem) {
  byId("act-refusal").hidden = problem === null;
  say(byId("act-refusal-title"), problem?.title ?? "");
  say(byId("act-refusal-hint"), problem?.hint ?? "");
}

// --- fields -------------------------------------------------------------------------------------------------

function field(name, subject, board) {
  const { choices, now, time } = FIELDS[name];
  const offered = (time ?? now)?.(subject, board);
  const options = time ? clockTimes(offered) : choices(subject, board);
  const first = options.find(({ value }) => value === offered) ?? options[0];
  if (options.length > 0 && options.length <= MOST_CHIPS) {
    return el("fieldset", {}, el("legend", {}, t(`act.ask_${name}`)),
      el("div", { class: "chips" }, ...options.map(({ value, text }) => radio(name, value, text, null, { checked: value === first.value }))));
  }
  return el("label", {}, t(`act.ask_${name}`), el("select", { name, required: offered !== NO_CHOICE },
    ...(options.length > 0 ? options : [{ value: NO_CHOICE, text: t("act.no_choice") }])
      .map(({ value, text }) => el("option", { value, selected: value === first?.value }, text))));
}

function answerOf(form, name) {
  const answer = new FormData(form).get(name);
  return FIELDS[name].read && answer ? FIELDS[name].read(answer) : answer;
}

/** The hours of a zone today, as two clock times; those of the hall where it has none of its own. */
function hoursOf({ hours }) {
  return hours?.split("-") ?? [hall.hours.start, hall.hours.end];
}

/** Windows that call now and fit; those of the ticket's zone and free ones first. */
function callableWindows(ticket, board, fits = () => true) {
  const rank = (window) => (window.zone === ticket.zone ? 0 : 2) + (window.state === "OPEN" ? 0 : 1);
  return board.hall.windows
    .filter((window) => CALLABLE.has(window.state) && fits(window))
    .sort((one, other) => rank(one) - rank(other))
    .map((window) => ({
      value: window.window,
      text: [t("common.window", { window: window.window }), t(`window_state.${window.state}`), window.staff_name].filter(Boolean).join(" · "),
    }));
}

function zonesBut(zone) {
  return hall.zones.filter(({ id }) => id !== zone).map(({ id, name }) => ({ value: id, text: `${id} ${name}` }));
}

/** The quarters of a day; before them nothing, where that may be said. */
function clockTimes(first) {
  const two = (value) => String(value).padStart(2, "0");
  const quarters = Array.from({ length: 96 }, (_, place) => `${two(Math.floor(place / 4))}:${two((place % 4) * 15)}`);
  const times = [...new Set([...quarters, MIDNIGHT, ...(first ? [first] : [])])].sort();
  return [...(first === NO_CHOICE ? [{ value: NO_CHOICE, text: t("act.as_usual") }] : []), ...times.map((value) => ({ value, text: value }))];
}

/** The time of day in the hall so long from now, at the next quarter. */
function clockIn(ahead_ms) {
  const rounded = new Date(Math.ceil((Date.now() + ahead_ms) / QUARTER_MS) * QUARTER_MS);
  return timeOf(rounded);
}

/** A time of today in the hall as an instant (RFC 3339); 24:00 is where tomorrow begins. */
function instantToday(clock) {
  const [at, time] = clock === MIDNIGHT ? [Date.now() + DAY_MS, "00:00"] : [Date.now(), clock];
  const shown = new Intl.DateTimeFormat("en-CA", {
    timeZone: hall.timezone, year: "numeric", month: "2-digit", day: "2-digit", timeZoneName: "longOffset",
  }).formatToParts(at);
  const part = (type) => shown.find((each) => each.type === type).value;
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  return `${part("year")}-${part("month")}-${part("day")}T${time}:00${offset}`;
}
