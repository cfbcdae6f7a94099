/**
 * What a dispatcher can do, as data: for each thing its acts; for each act what it asks, the usual reasons (none where
 * the choice says it all), and the press that it becomes. An act without `may` always makes sense.
 */

/**
 * @typedef {{id: string, asks: string[], reasons: string[], may?: (subject: Object, board: Object) => boolean,
 *   press: (subject: Object, values: Object<string, *>, board: Object) => [string, Object]}} Act
 */

const at = (window, act) => `/windows/${encodeURIComponent(window)}/${act}`;
const of = (zone, act) => `/zones/${encodeURIComponent(zone)}/${act}`;
const on = (ticket, act) => `/tickets/${encodeURIComponent(ticket)}/${act}`;
const roster = ({ person }) => `/roster/${encodeURIComponent(person)}`;
/** An overtaken press does nothing: it says which window was seen. */
const seen = (board, window) => ({ expected_seq: board.windowOf(window)?.seq });

/** @type {Act[]} */
export const TICKET_ACTS = [
  {
    id: "call",
    asks: ["window"],
    reasons: ["WAITED_LONG", "CALL_MISSED", "NEEDS_CARE", "BACK_WITH_PAPERS"],
    press: (ticket, { window, reason }, board) => [at(window, "call"), { ticket: ticket.id, reason, ...seen(board, window) }],
  },
  {
    id: "reassign",
    asks: ["target"],
    reasons: ["WRONG_LINE", "SHORTER_LINE", "VISITOR_WISH", "WINDOW_CLOSED"],
    press: (ticket, { target, reason }) => [on(ticket.id, "reassign"), { ...target, reason }],
  },
  {
    id: "divert",
    asks: ["to"],
    reasons: [],
    press: (ticket, { to }) => [on(ticket.id, "divert"), { to }],
  },
  {
    id: "cancel",
    asks: [],
    reasons: ["HAS_LEFT", "ANOTHER_DAY", "TWICE"],
    press: (ticket, { reason }) => [on(ticket.id, "cancel"), { reason }],
  },
];

/** @type {Act[]} */
export const WINDOW_ACTS = [
  {
    id: "temporary",
    asks: ["person", "until"],
    reasons: ["CROWDED", "ADVISED", "STAND_IN"],
    may: (window) => ["CLOSED", "VACANT_POST"].includes(window.state),
    press: (window, { person, until, reason }) => [at(window.window, "temporary"), { person, until, reason }],
  },
  {
    id: "prolong",
    asks: ["until"],
    reasons: ["CROWDED", "STAYS_LONGER"],
    may: (window) => window.until !== null && window.staff !== null,
    press: (window, { until, reason }) => [at(window.window, "temporary"), { person: window.staff, until, reason }],
  },
  {
    id: "move",
    asks: ["zone"],
    reasons: ["CROWDED_THERE", "QUIET_HERE", "ADVISED"],
    may: (window) => window.there,
    press: (window, { zone, reason }) => [at(window.window, "move"), { zone, reason }],
  },
  {
    id: "window_hours",
    asks: ["open", "close"],
    reasons: ["CROWDED", "STAYS_LONGER", "OPENS_EARLY", "CLOSES_EARLY"],
    press: (window, { open, close, reason }) => [at(window.window, "hours"), { open: `${open}-${close}`, reason }],
  },
  {
    id: "usual_hours",
    asks: [],
    reasons: ["OVER", "MISTAKE"],
    press: (window, { reason }) => [at(window.window, "hours"), { reason }],
  },
  {
    id: "close",
    asks: [],
    reasons: [],
    may: (window) => ["OPEN", "PAUSED", "VACANT_POST"].includes(window.state),
    press: (window, _, board) => [at(window.window, "close"), seen(board, window.window)],
  },
];

/** @type {Act[]} */
export const ZONE_ACTS = [
  {
    id: "stop_intake",
    asks: [],
    reasons: ["TOO_MUCH_WORK", "NO_STAFF", "EMERGENCY"],
    may: (zone) => !zone.stopped,
    press: (zone, { reason }) => [of(zone.zone, "intake"), { open: false, reason }],
  },
  {
    id: "reopen_intake",
    asks: [],
    reasons: ["CAUGHT_UP", "STAFF_BACK", "STAYS_LONGER"],
    may: (zone) => zone.stopped,
    press: (zone, { reason }) => [of(zone.zone, "intake"), { open: true, reason }],
  },
  {
    id: "hours",
    asks: ["open", "close", "last_ticket"],
    reasons: ["CROWDED", "STAYS_LONGER", "OPENS_EARLY", "CLOSES_EARLY"],
    press: (zone, { open, close, last_ticket, reason }) => [
      of(zone.zone, "hours"), { open: `${open}-${close}`, ...(last_ticket && { last_ticket }), reason },
    ],
  },
  {
    id: "usual_hours",
    asks: [],
    reasons: ["OVER", "MISTAKE"],
    press: (zone, { reason }) => [of(zone.zone, "hours"), { reason }],
  },
];

/** @type {Act[]} */
export const PERSON_ACTS = [
  {
    id: "lunch",
    asks: ["lunch"],
    reasons: ["LUNCH_COVER", "SWAPPED", "CROWDED"],
    press: (person, { lunch, reason }) => [roster(person), { lunch, reason }],
  },
  {
    id: "break",
    asks: ["from", "end"],
    reasons: ["TRAINING", "ERRAND", "UNWELL"],
    press: (person, { from, end, reason }) => [roster(person), { breaks: [...person.breaks, `${from}-${end}`], reason }],
  },
  {
    id: "as_planned",
    asks: [],
    reasons: ["OVER", "MISTAKE"],
    may: (person) => person.reason !== null,
    press: (person, { reason }) => [roster(person), { reason }],
  },
];

/** @type {Act} */
export const REMINDING = {
  id: "reminding",
  asks: ["ahead"],
  reasons: ["CROWDED", "QUIET_HERE", "WALKS_FAR"],
  press: (_, { ahead, reason }) => ["/reminding", { ahead, reason }],
};

/** Those of `acts` that make sense now. */
export function possible(acts, subject, board) {
  return acts.filter((act) => act.may?.(subject, board) ?? true);
}

/** The act called `id`. */
export function actCalled(id) {
  return [...TICKET_ACTS, ...WINDOW_ACTS, ...ZONE_ACTS, ...PERSON_ACTS].find((act) => act.id === id);
}
