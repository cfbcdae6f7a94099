/** How desks say dates, and what they propose for them. */

import { hall, lang } from "./page.js";

const day = new Intl.DateTimeFormat(lang, { timeZone: "UTC", year: "numeric", month: lang === "en" ? "short" : "long", day: "numeric" });
const month = new Intl.DateTimeFormat(lang, { timeZone: "UTC", year: "numeric", month: "long" });

/** A date of the hall (`2026-03-02`) in words. */
export function dateOf(date) {
  return day.format(new Date(`${date}T00:00Z`));
}

/** A month of the hall (`2026-03`) in words. */
export function monthOf(period) {
  return month.format(new Date(`${period}-01T00:00Z`));
}

/** Today in the hall, as `2026-03-02`. */
export function today() {
  return new Date().toLocaleDateString("sv", { timeZone: hall.timezone });
}

/** Several things in one line. */
export function listed(words) {
  return words.filter(Boolean).join(lang === "en" ? ", " : "、");
}
