/** What is out of the ordinary about this window and its clerk today: moved, temporary, and when it is lunch. */

import { hyphenless, timeOf } from "./format.js";
import { byId, hall, nameOf, say, t } from "./page.js";

const SOON_MIN = 15;
const MINUTE_MS = 60_000;

/** @param {?Object} person the clerk's line of today's roster */
export function drawPlan(window, person, now = new Date()) {
  const lunch = person?.lunch_at ? lunchWords(person.lunch_at, timeOf(now), timeOf(new Date(now.getTime() + SOON_MIN * MINUTE_MS))) : null;
  const words = [
    window.zone !== window.home && t("panel.moved", { zone: nameOf(hall.zones, window.zone) }),
    window.until && t("panel.until", { time: timeOf(window.until) }),
    lunch,
  ].filter(Boolean);
  byId("plan").hidden = words.length === 0;
  say(byId("plan"), words.join(" · "));
}

/** Before and during lunch; clock times compare as they are written. */
function lunchWords(span, now, soon) {
  const [start, end] = span.split("-");
  if (now >= end || soon < start) {
    return null;
  }
  return now < start ? t("panel.lunch_soon", { span: hyphenless(span) }) : t("panel.lunch_now", { span: hyphenless(span) });
}
