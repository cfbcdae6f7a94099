/** Paper (纸质材料): what waits to be handed over and where it lies, lists still to be signed, and signed ones. */

import { momentOf } from "./case_words.js";
import { Desk } from "./desk.js";
import { dateOf, listed, monthOf, today } from "./desk_words.js";
import { t, wordFor } from "./page.js";

const asked = (values) => String(new URLSearchParams(Object.entries(values).filter(([, value]) => value)));
const holds = (text, ...words) => words.join(" ").toLowerCase().includes(text);
const works = ({ powers }) => powers.some((power) => ["RECEIVE", "REVIEW", "DELIVER_RESULT", "DISPATCH", "AUTHORISE"].includes(power));

/** The powers with which a list is signed: a department takes paper for its files itself, windows bring what a review needs. */
const SIGNING = {
  MONTHLY: { id: "sign", powers: ["REVIEW"] },
  SAME_DAY: { id: "hand_over", powers: ["REVIEW", "RECEIVE", "DELIVER_RESULT"] },
};
const signs = ({ kind, department }, person) => SIGNING[kind].powers.some((power) => person.powers.includes(power))
  && (!person.department || person.department === department);

const nameOf = ({ kind, department, period }) => (kind === "MONTHLY"
  ? t("papers.list", { department, month: monthOf(period) })
  : t("papers.day_list", { department, day: dateOf(period) }));
const toneOf = ({ late, day }) => (late ? "stop" : day === today() ? "wait" : "");
const stateOf = (row) => (row.late ? t("papers.late") : row.day === today() ? t("papers.today") : t("papers.due", { day: dateOf(row.day) }));
const pdfOf = ({ period, department }) => ({ href: `/api/v1/paper-lists/${period}/document?${asked({ department })}`, text: t("papers.pdf") });

/** A material and how much of it there is; where its original is, once somebody knows. */
function paperOf({ name, originals, copies, custody }) {
  const count = originals + copies;
  return custody ? t("papers.paper_at", { name, count, place: wordFor(`material.${custody}`, custody) }) : t("papers.paper", { name, count });
}

function sign(list) {
  return {
    id: SIGNING[list.kind].id,
    what: t(`papers.what_${list.kind}`, list),
    fields: [],
    send: (api) => api.press(`/paper-lists/${list.period}/sign`, { department: list.department }).then(() => t("papers.signed_sets", { sets: list.waiting })),
  };
}

/** Lists in one state. They are read by the month: when the chapter is opened and after an act, not with every event. */
function lists(id, state) {
  return {
    id,
    topics: ["day"],
    find: "find_list",
    read: async (api, { person, before: month }) => {
      const { lists: rows, next } = await api.get(`/paper-lists?${asked({ state, department: person.department, month })}`);
      return { rows, before: next };
    },
    fits: (list, text) => holds(text, nameOf(list), list.period),
    key: ({ kind, period, department }) => [kind, period, department].join(" "),
    face: (list) => ({
      title: nameOf(list),
      more: t("papers.sets", list),
      note: list.waiting > 0 ? t("papers.left", list) : "",
      state: list.waiting > 0 ? stateOf(list) : t("papers.all_signed"),
      tone: list.waiting > 0 ? toneOf(list) : "go",
      links: [pdfOf(list)],
    }),
    acts: (list, _, person) => (list.waiting > 0 && signs(list, person) ? [sign(list)] : []),
  };
}

await new Desk("papers", [
  {
    id: "waiting",
    topics: ["application", "day"],
    find: "find_paper",
    read: async (api, { person, before: after }) => {
      const { papers: rows, next } = await api.get(`/papers/waiting?${asked({ department: person.department, after })}`);
      return { rows, before: next };
    },
    fits: (row, text) => holds(text, row.entry.application, row.entry.item_name, row.department),
    key: ({ kind, entry }) => `${kind} ${entry.application}`,
    face: (row) => ({
      title: `${row.entry.item_name} · ${row.department}`,
      more: [row.entry.application, row.entry.window && t("papers.at_window", row.entry), t("papers.received", { time: momentOf(row.entry.received_at) })].filter(Boolean).join(" · ")
        + `\n${listed(row.entry.papers.map(paperOf))}`,
      state: stateOf(row),
      tone: toneOf(row),
      links: [{ href: `/cases?application=${encodeURIComponent(row.entry.application)}`, text: t("papers.case") }],
    }),
  },
  lists("to_sign", "OPEN"),
  lists("signed", "SIGNED"),
].map((chapter) => ({ may: works, ...chapter }))).start();
