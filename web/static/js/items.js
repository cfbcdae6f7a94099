/** The life of items (事项): how they come into one-window handling, change, are handed back and end. */

import { momentOf } from "./case_words.js";
import { Desk } from "./desk.js";
import { dateOf, listed, today } from "./desk_words.js";
import { inHall } from "./hall_time.js";
import { t } from "./page.js";

const STEPS = ["PROPOSED", "LETTER_RECEIVED", "CONFIRMED", "AUTHORISED", "GUIDE_READY", "TRAINED_TESTED", "HANDED_OVER"];
const CHANGES = ["ADDITION", "ADJUSTMENT", "CANCELLATION"];
const REMOTE = ["NONE", "REMOTE_RECEIVE", "REMOTE_ACCEPT"];
const TONES = { OPEN: "go", NOT_OPEN: "wait", ENDING: "wait", CANCELLED: "stop" };

const registers = ({ powers }) => powers.includes("AUTHORISE");
const path = ({ life }, part) => `/items/${encodeURIComponent(life.item)}/${part}`;
const choice = (values) => values.map((value) => ({ value, text: t(`item_life.${value}`) }));
const said = () => null;

/** The step that comes next; an item in use begins anew with a proposal, and gives no numbers until it is handed over. */
function nextStep(row) {
  const step = STEPS[(STEPS.indexOf(row.life.step) + 1) % STEPS.length];
  return {
    id: step === "PROPOSED" ? "propose" : "advance",
    what: `${t("items.next", { step: t(`item_life.${step}`) })} ${t(`items.needs_${step}`)}`,
    fields: [],
    send: (api) => api.press(path(row, "steps"), { step }).then(said),
  };
}

function change(row) {
  return {
    id: "change",
    fields: [
      { name: "kind", label: t("items.kind"), options: choice(CHANGES) },
      { name: "number", label: t("items.number"), codes: ["LETTER_TAKEN", "LETTER_INCOMPLETE"] },
      { name: "dated", label: t("items.dated"), type: "date", value: today() },
      { name: "effective", label: t("items.effective"), type: "datetime-local", codes: ["LETTER_TERM"] },
      { name: "announcement", label: t("items.announcement"), type: "area", most: 1000, optional: true, codes: ["ANNOUNCEMENT_NEEDED", "TEXT_PERSONAL"] },
    ],
    send: async (api, values) => {
      const { life } = await api.press(path(row, "changes"), { ...values, effective: inHall(values.effective) });
      const { warning } = life.changes.find(({ number }) => number === values.number) ?? {};
      return warning ? t("items.late", { warning: leadOf(warning) }) : null;
    },
  };
}

function endOneWindow(row) {
  return {
    id: "end_one_window",
    fields: [
      { name: "filing", label: t("items.filing"), codes: ["FILING_NEEDED"] },
      { name: "reason", label: t("items.reason"), codes: ["REASON_NEEDED"] },
    ],
    send: (api, values) => api.press(path(row, "end-one-window"), values).then(said),
  };
}

function remote(row) {
  return {
    id: "remote",
    fields: [
      { name: "scope", label: t("items.scope"), options: choice(REMOTE) },
      { name: "since", label: t("items.since"), type: "datetime-local" },
    ],
    send: (api, { scope, since }) => api.press(path(row, "remote"), { scope, since: inHall(since) }).then(said),
  };
}

function actsOf(row, _, person) {
  if (!registers(person) || row.life.offer === "CANCELLED") {
    return [];
  }
  return row.life.step === "HANDED_OVER"
    ? [change(row), ...(row.one_window ? [endOneWindow(row)] : []), remote(row), nextStep(row)]
    : [nextStep(row), change(row)];
}

/** `LEAD_TIME_SHORT(15<20)` in words. */
function leadOf(warning) {
  const [, days, needed] = /\((-?\d+)<(\d+)\)/.exec(warning);
  return t("items.lead_short", { days, needed });
}

function noteOf({ life }) {
  const late = life.changes.filter(({ warning }) => warning).map(({ number, warning }) => `${number} ${leadOf(warning)}`);
  const ends = life.ends_at && t("items.ends", { time: momentOf(life.ends_at), announcement: life.announcement });
  return [ends, life.filing && t("items.filed", { filing: life.filing }), life.sync && t("items.sync_error"), ...late].filter(Boolean).join(" · ");
}

function face(row) {
  const { life, departments, one_window } = row;
  const changes = life.changes.map(({ kind, number, dated }) => `${t(`item_life.${kind}`)} ${number} ${dateOf(dated)}`);
  return {
    title: row.name,
    more: [life.item, listed(departments), t(one_window ? "items.one_window" : "items.own_window"), life.remote && t(`item_life.${life.remote}`), ...changes].filter(Boolean).join(" · "),
    note: noteOf(row),
    state: life.offer === "NOT_OPEN" ? t(`item_life.${life.step}`) : t(`item_life.${life.offer}`),
    tone: TONES[life.offer],
  };
}

/** The items that `keep` keeps. */
function listOf(id, keep) {
  return {
    id,
    topics: ["item", "letter", "test"],
    find: "find_item",
    read: async (api) => ({ rows: (await api.get("/items")).items.filter(keep) }),
    fits: ({ name, departments, life }, text) => [name, life.item, ...departments].join(" ").toLowerCase().includes(text),
    key: ({ life }) => life.item,
    face,
    acts: actsOf,
  };
}

await new Desk("items", [
  listOf("every", () => true),
  listOf("onboarding", ({ life }) => life.offer === "NOT_OPEN"),
  listOf("leaving", ({ life }) => Boolean(life.ends_at || life.filing)),
  {
    id: "candidates",
    topics: ["item"],
    read: async (api) => ({ rows: (await api.get("/items/candidates")).candidates }),
    key: ({ item }) => item,
    face: ({ item, name, department, score, criteria }) => ({
      title: name,
      more: [item, department, listed(criteria.map((each) => t(`item_life.${each}`)))].filter(Boolean).join(" · "),
      state: t("items.score", { score }),
      tone: "",
    }),
  },
]).start();
