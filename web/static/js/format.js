/** Numbers into words: honest waits, durations, clock times of the hall. */

import { hall, lang, t } from "./page.js";

const MINUTE_S = 60;
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
 */
export function headline(wait) {
  if (!wait) {
    return t("common.wait_unknown");
  }
  if (wait.high === 0) {
    return t("common.no_wait");
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
export function waitWords(wait) {
  const rest = spread(wait);
  return rest ? t("common.wait_full", { headline: headline(wait), spread: rest }) : headline(wait);
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
