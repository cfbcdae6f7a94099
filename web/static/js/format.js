/** Numbers into words: honest waits, durations, clock times of the hall. */

import { hall, lang, t } from "./page.js";

const MINUTE_S = 60;
const SOON_S = 10 * MINUTE_S;

const clock = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat(lang, {
  timeZone: hall.timezone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, month: "long", day: "numeric" });
const weekday = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, weekday: "long" });

/** @typedef {{low: number, mid: number, high: number}} Wait in seconds */

/**
 * A wait as an interval of minutes, never a single one.
 * @param {?Wait} wait null where no open window can serve
 */
export function interval(wait) {
  if (wait === null || wait === undefined) {
    return t("common.wait_unknown");
  }
  if (wait.high === 0) {
    return t("common.no_wait");
  }
  const low = Math.floor(wait.low / MINUTE_S);
  const high = Math.max(Math.ceil(wait.high / MINUTE_S), low + 1);
  return low === 0 ? t("common.within", { high }) : t("common.minutes", { low, high });
}

/** The same as part of a sentence: "约 12–25 分", but plain "2 分内" and "无需等候". */
export function aboutInterval(wait) {
  return wait && wait.low >= MINUTE_S ? t("common.about", { wait: interval(wait) }) : interval(wait);
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

/** HH:MM in the hall. */
export function timeOf(at) {
  return clock.format(typeof at === "string" ? new Date(at) : at);
}

/** HH:MM:SS in the hall. */
export function timeWithSeconds(at) {
  return seconds.format(at);
}

/** Month, day and weekday in the hall. */
export function dayOf(at) {
  return `${day.format(at)} ${weekday.format(at)}`;
}
