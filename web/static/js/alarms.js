/** Alarms in words, the same on panel and board: what is the matter, and what to do about it. */

import { hall, lang, nameOf, t, wordFor } from "./page.js";

/** Alarms whose detail is a sentence for people. */
const TELLING = new Set(["HOT_COLD"]);

/** What is the matter; the bare code of an alarm that the pages have no words for. */
export function alarmTitle({ code, subject, detail }) {
  const words = wordFor(`alarm.${code}`, null);
  return words
    ? words.replace("{subject}", nameOfSubject(subject)).replace("{detail}", detail)
    : [detail || code, subject].join(" · ");
}

/** What to do about it. */
export function alarmHint({ code, detail }) {
  const hint = wordFor(`alarm.${code}_do`, "");
  return TELLING.has(code) && lang.startsWith("zh") ? `${detail}。${hint}` : hint;
}

/** A window or a zone by its name, a department of a zone by its own; anything else as it is. */
function nameOfSubject(subject) {
  const [zone, department] = subject.split("/", 2);
  if (hall.windows.some(({ id }) => id === subject)) {
    return t("common.window", { window: subject });
  }
  return department ?? nameOf(hall.zones, zone);
}
