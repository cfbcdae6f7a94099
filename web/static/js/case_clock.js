/** Correcting a clock (时限更正): from when and how long it counts instead, and why; both ends are shown first. */

import { ask } from "./asking.js";
import { endOf } from "./case_words.js";
import { asTyped, inHall } from "./hall_time.js";
import { t, wordFor } from "./page.js";

const LONGEST = 3650;

/**
 * @param {import("./api.js").Api} api
 * @param {Object} one the application
 * @param {Object} clock one of its clocks
 * @returns {Promise<?Object>} null when somebody has left
 */
export function correctClock(api, one, clock) {
  const path = `/applications/${encodeURIComponent(one.id)}/clocks/${encodeURIComponent(clock.id)}`;
  const begun = asTyped(clock.since);
  // The minute is what can be typed: who leaves it alone means the clock's own time.
  const meant = ({ since, value }) => ({ ...(since && since !== begun && { since: inHall(since) }), ...(value && { value: Number(value) }) });
  return ask({
    title: t("cases.correct_clock", { clock: wordFor(`clock.${clock.kind}`, clock.kind) }),
    what: t("cases.correct_clock_what"),
    go: t("cases.correct"),
    fields: [
      { name: "value", label: t("cases.clock_value", { unit: wordFor(`choice.${clock.unit}`, clock.unit) }), type: "number", value: clock.value, most: LONGEST },
      { name: "since", label: t("cases.clock_since"), type: "datetime-local", value: begun },
      { name: "reason", label: t("cases.clock_reason"), type: "area" },
    ],
    look: async (values) => {
      const { clock: now, corrected } = await api.get(`${path}/corrected?${new URLSearchParams(meant(values))}`);
      return t("cases.clock_ends", { before: end(now), after: end(corrected) });
    },
    send: ({ reason, ...values }) => api.press(`${path}/correct`, { revision: one.revision, reason, ...meant(values) }),
  });
}

function end({ due_at }) {
  return due_at ? endOf(due_at) : t("cases.suspended");
}
