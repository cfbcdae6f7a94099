/** Numbers into words: honest waits, durations, clock times of the hall. */

import { hall, lang, t } from "./page.js";

const MINUTE_S = 60;
const DAY_MS = 86_400_000;
const SOON_S = 10 * MINUTE_S;
const PRECISE_MIN = 10;
const COARSE_STEP_MIN = 5;

const clock = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat(lang, {
  timeZone: hall.timezone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, month: "long", day: "numeric" });
const weekday = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, weekday: "long" });

/** @typedef {{low: number, mid: number, high: number}} Wait in seconds */

/**
 * The middle of a wait as people say it: "约 20 分钟", "马上", "无需等候"; no number where none can be promised.
 * @param {?Wait} wait null where nothing can be promised
 * @param {string} none what no wait at all is called: somebody who holds a number is called "马上"
 */
export function headline(wait, none = t("common.no_wait")) {
  if (!wait) {
    return t("common.wait_unknown");
  }
  if (wait.high === 0) {
    return none;
  }
  const minutes = rounded(wait.mid, Math.round);
  return minutes === 0 ? t("common.soon") : t("common.about_minutes", { minutes });
}

/** How far it may be off: "多数人 15–30 分钟", rounded outwards; empty where there is nothing to say. */
export function spread(wait) {
  if (!wait || wait.high === 0) {
    return "";
  }
  const low = rounded(wait.low, Math.floor);
  const high = rounded(wait.high, Math.ceil);
  return low === 0 ? t("common.most_within", { high }) : t("common.most_between", { low, high: Math.max(high, low + 1) });
}

/** Both in one line: "约 20 分钟，多数人 15–30 分钟". */
export function waitWords(wait, none = t("common.no_wait")) {
  const rest = spread(wait);
  return rest ? t("common.wait_full", { headline: headline(wait), spread: rest }) : headline(wait, none);
}

/** The headline for somebody who holds a number. */
export function turnHeadline(wait) {
  return headline(wait, t("common.soon"));
}

/** Seconds as minutes that do not pretend: whole ones below ten, fives above. */
function rounded(seconds, towards) {
  const minutes = seconds / MINUTE_S;
  const step = minutes < PRECISE_MIN ? 1 : COARSE_STEP_MIN;
  return towards(minutes / step) * step;
}

/**
 * What a zone says to somebody who would come now: a headline, the rest of the sentence, a tone.
 * `may`: whether a number is given.
 */
export function zoneFace(zone) {
  if (!zone.open && zone.waiting === 0) {
    return { words: t("common.zone_closed"), more: zone.hours ? t("common.zone_hours", { hours: hyphenless(zone.hours) }) : "", tone: "rest", may: false };
  }
  if (zone.stopped) {
    return { words: t("common.intake_stopped"), more: t("common.stopped_served"), tone: "wait", may: true };
  }
  if (!zone.wait_s && zone.open_windows === 0) {
    return { words: t("common.no_window"), more: "", tone: "wait", may: zone.open };
  }
  return { words: headline(zone.wait_s), more: spread(zone.wait_s), tone: toneOf(zone.wait_s), may: zone.open };
}

/**
 * When the hall is open today: the hours that most zones keep, as configured before anything is known, and the zones
 * that keep others.
 */
export function hoursToday(zones) {
  const usual = `${hall.hours.start}-${hall.hours.end}`;
  const known = zones.filter((zone) => zone.hours);
  const keep = (span) => known.filter((zone) => zone.hours === span).length;
  const most = known.map((zone) => zone.hours).reduce((best, span) => (keep(span) > keep(best) ? span : best), usual);
  const [start, end] = most.split("-");
  return { start, end, asUsual: most === usual, others: known.filter((zone) => zone.hours !== most) };
}

/** A span of time as people write it. */
export function hyphenless(span) {
  return span.replace("-", "–");
}

/** The class of colour of a wait: `go` when free or soon, `wait` otherwise. */
export function toneOf(wait) {
  return wait && wait.high <= SOON_S ? "go" : "wait";
}

/** Seconds as M:SS, from an hour on H:MM:SS. */
export function duration(total_s) {
  const whole = Math.max(0, Math.floor(total_s));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / MINUTE_S) % 60, whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Whole minutes from `since` (RFC 3339) to now. */
export function minutesSince(since, now = Date.now()) {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 60000));
}

/** The present minute: what a list that shows minutes is made from, so that it is made anew each minute. */
export function minute() {
  return Math.floor(Date.now() / 60_000);
}

/** HH:MM in the hall. */
export function timeOf(at) {
  return clock.format(typeof at === "string" ? new Date(at) : at);
}

/** HH:MM:SS in the hall. */
export function timeWithSeconds(at) {
  return seconds.format(at);
}

/** Today and tomorrow by their names, other days by month, day and weekday. */
export function nearDayOf(at) {
  const ahead = [0, 1].find((days) => day.format(Date.now() + days * DAY_MS) === day.format(at));
  return ahead === undefined ? dayOf(at) : t(["common.today", "common.tomorrow"][ahead]);
}

/** Month, day and weekday in the hall. */
export function dayOf(at) {
  return `${day.format(at)} ${weekday.format(at)}`;
}
