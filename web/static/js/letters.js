/** Letters of authority (授权委托书) and tests: who may do what until when, and what was tried beyond it. */

import { momentOf } from "./case_words.js";
import { Desk } from "./desk.js";
import { dateOf, listed, today } from "./desk_words.js";
import { t, wordFor } from "./page.js";

const TONES = { RED: "stop", YELLOW: "wait", RUNNING: "go", COMING: "" };
const DAY_MS = 86_400_000;

const registers = ({ powers }) => powers.includes("AUTHORISE");
const oversees = (person) => registers(person) || person.powers.includes("DISPATCH");
const looks = (person) => oversees(person) || person.post === "chief_representative";

async function read(api, rowsOf) {
  const [{ letters, tests, people }, { items }] = await Promise.all([api.get("/letters"), api.get("/items")]);
  const names = Object.fromEntries(items.map(({ name, life }) => [life.item, name]));
  return { rows: rowsOf({ letters, tests, people }), more: { people, items, names } };
}

const itemsOf = (codes, { names }) => listed(codes.map((code) => names[code] ?? code));
const powersOf = (powers) => listed(powers.map((power) => t(`power.${power}`)));
const holds = (text, ...words) => words.join(" ").toLowerCase().includes(text);
const byPerson = (people) => people.map(({ person, name, post }) => ({ value: person, text: `${name} · ${t(`post.${post}`)}` }));

function leftOf({ since, until, tone }) {
  if (tone === "COMING") {
    return t("letters.from", { day: dateOf(since) });
  }
  const days = Math.round((Date.parse(until) - Date.parse(today())) / DAY_MS);
  return days === 0 ? t("letters.last_day") : t("letters.left", { days });
}

/** A letter as it was signed: its department has the items, the person's post allows the powers. */
function grant({ people, items }) {
  const allowed = people.filter(({ may_get }) => may_get.length > 0);
  const departments = [...new Set(items.flatMap((each) => each.departments))];
  const powers = [...new Set(allowed.flatMap(({ may_get }) => may_get))];
  return {
    id: "grant",
    fields: [
      { name: "number", label: t("letters.number"), codes: ["LETTER_TAKEN", "LETTER_INCOMPLETE"] },
      { name: "person", label: t("letters.person"), options: byPerson(allowed), codes: ["STAFF_UNKNOWN"] },
      { name: "department", label: t("letters.department"), options: departments.map((value) => ({ value, text: value })), codes: ["LETTER_DEPARTMENT"] },
      { name: "signed_on", label: t("letters.signed_on"), type: "date", value: today() },
      { name: "items", label: t("letters.items"), type: "ticks", depends: "department", options: items.map(({ name, departments: of, life }) => ({ value: life.item, text: name, of })), codes: ["ITEM_UNKNOWN"] },
      { name: "powers", label: t("letters.powers"), type: "ticks", depends: "person", options: powers.map((value) => ({ value, text: t(`power.${value}`), of: allowed.filter(({ may_get }) => may_get.includes(value)).map(({ person }) => person) })), codes: ["LETTER_POWER"] },
      { name: "since", label: t("letters.since"), type: "date", value: today() },
      { name: "until", label: t("letters.until"), type: "date", codes: ["LETTER_TERM"] },
    ],
    send: (api, values) => api.press("/letters", values).then(() => null),
  };
}

function test({ people, items }) {
  return {
    id: "test",
    fields: [
      { name: "person", label: t("letters.person"), options: byPerson(people), codes: ["STAFF_UNKNOWN"] },
      { name: "items", label: t("letters.items"), type: "ticks", options: items.map(({ name, life }) => ({ value: life.item, text: name })), codes: ["ITEM_UNKNOWN"] },
      { name: "passed", label: t("letters.result"), options: [{ value: "yes", text: t("letters.passed") }, { value: "no", text: t("letters.not_passed") }] },
      { name: "on", label: t("letters.on"), type: "date", value: today(), codes: ["TIME_AHEAD"] },
    ],
    send: (api, { passed, ...values }) => api.press("/tests", { ...values, passed: passed === "yes" }).then(() => null),
  };
}

await new Desk("letters", [
  {
    id: "in_force",
    may: looks,
    topics: ["letter", "test", "day"],
    find: "find_letter",
    read: (api, { person }) => read(api, ({ letters }) => letters.filter(({ department }) => oversees(person) || department === person.department)
      .sort((one, other) => one.until.localeCompare(other.until))),
    fits: ({ name, department, number, items }, text, more) => holds(text, name, department, number, itemsOf(items, more), ...items),
    key: ({ id }) => id,
    face: (letter, more) => ({
      title: `${letter.name} · ${letter.department}`,
      more: [letter.number, itemsOf(letter.items, more), powersOf(letter.powers), t("letters.term", { since: dateOf(letter.since), until: dateOf(letter.until) })].join(" · "),
      note: letter.untested.length > 0 ? t("letters.untested", { items: itemsOf(letter.untested, more) }) : "",
      state: leftOf(letter),
      tone: TONES[letter.tone],
    }),
    heads: (person, more) => (registers(person) ? [grant(more)] : []),
    acts: (letter, more, person) => (registers(person) ? [{
      id: "end",
      fields: [{ name: "reason", label: t("letters.reason"), codes: ["REASON_NEEDED"] }],
      send: (api, values) => api.press(`/letters/${encodeURIComponent(letter.id)}/end`, values).then(() => null),
    }] : []),
  },
  {
    id: "tests",
    may: looks,
    topics: ["test"],
    find: "find_person",
    read: (api) => read(api, ({ tests, people }) => people
      .map(({ person, name, post, department }) => ({ person, name, post, department, tests: tests.filter((each) => each.person === person) }))
      .filter((row) => row.tests.length > 0)),
    fits: ({ name, tests }, text, more) => holds(text, name, itemsOf(tests.map(({ item }) => item), more)),
    key: ({ person }) => person,
    face: ({ name, post, tests }, more) => ({
      title: `${name} · ${t(`post.${post}`)}`,
      more: listed(tests.map(({ item, passed_on }) => t("letters.passed_on", { item: more.names[item] ?? item, day: dateOf(passed_on) }))),
      state: t("letters.count", { count: tests.length }),
      tone: "go",
    }),
    heads: (person, more) => (registers(person) ? [test(more)] : []),
  },
  {
    id: "people",
    may: looks,
    topics: ["letter", "test", "day"],
    find: "find_person",
    read: (api, { person }) => read(api, ({ people }) => people.filter(({ department }) => oversees(person) || department === person.department)),
    fits: ({ name, department, powers }, text) => holds(text, name, department ?? "", powersOf(powers)),
    key: ({ person }) => person,
    face: ({ name, post, department, powers }) => ({
      title: `${name} · ${t(`post.${post}`)}`,
      more: powers.length > 0 ? powersOf(powers) : t("letters.no_powers"),
      state: department ?? "",
      tone: powers.length > 0 ? "" : "wait",
    }),
  },
  {
    id: "attempts",
    may: registers,
    topics: ["supervision"],
    read: async (api, { before }) => {
      const found = await api.get(`/supervision${before ? `?before=${before}` : ""}`);
      return { rows: found.noted, before: found.before };
    },
    key: ({ seq }) => String(seq),
    face: ({ at, title, power, subject, name, post, window, liable_party }) => ({
      title: [title, power && t(`power.${power}`)].filter(Boolean).join(" · "),
      more: [name, wordFor(`post.${post}`, post), window === "desk" ? "" : t("common.window", { window }), subject].filter(Boolean).join(" · "),
      state: momentOf(at),
      tone: liable_party === "clerk" ? "stop" : "wait",
    }),
  },
]).start();
