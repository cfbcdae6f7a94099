/** Seals (印章): taken out and locked away by their custodians, put on what waits, and the log of their use. */

import { momentOf } from "./case_words.js";
import { Desk } from "./desk.js";
import { listed } from "./desk_words.js";
import { t, wordFor } from "./page.js";

const uses = ({ powers }) => powers.includes("USE_SEAL");
const looks = (person) => uses(person) || person.powers.includes("DISPATCH") || person.powers.includes("AUTHORISE");

const nameOf = ({ name, caption }) => [name, caption].filter(Boolean).join(" ");
const paperOf = (application, document) => `/api/v1/applications/${encodeURIComponent(application)}/documents/${encodeURIComponent(document)}`;
const page = (before) => (before ? `?before=${before}` : "");

/** Those of the seals that the person has out at the own window. */
function atHand(seals, { person, window }) {
  return seals.filter(({ custody }) => custody.some((one) => one.person === person && one.window === (window ?? "desk")));
}

/** Put a seal on documents, one after the other; what does not work is told, and hinders none of the others. */
async function putOn(api, seal, documents) {
  const failed = [];
  for (const { application, document, number } of documents) {
    try {
      await api.press(`${paperOf(application, document).slice("/api/v1".length)}/seal`, { seal });
    } catch (problem) {
      failed.push(`${number} ${problem.title}`);
    }
  }
  const put = documents.length - failed.length;
  return failed.length > 0 ? t("seals.put_some", { put, failed: failed.join("；") }) : t("seals.put", { put });
}

/** The act for these documents, with the seals that fit all of them. */
function sealing(documents, { seals }, person) {
  const fit = atHand(seals, person).filter(({ seal }) => documents.every((one) => one.seals.includes(seal)));
  return fit.length === 0 ? [] : [{
    id: documents.length > 1 ? "put_all" : "put_one",
    what: documents.map(({ title, number }) => `${title} ${number}`).join("；"),
    fields: [{ name: "seal", label: t("seals.which"), options: fit.map((one) => ({ value: one.seal, text: nameOf(one) })) }],
    send: (api, { seal }) => putOn(api, seal, documents),
  }];
}

await new Desk("seals", [
  {
    id: "custody",
    may: looks,
    topics: ["seal"],
    read: async (api, { person }) => {
      const { seals, names } = await api.get("/seals");
      const own = ({ custodians }) => Number(!custodians.includes(person.person));
      return { rows: [...seals].sort((one, other) => own(one) - own(other)), more: { names } };
    },
    key: ({ seal }) => seal,
    face: (one, { names }) => ({
      title: nameOf(one),
      more: [t(`seals.${one.kind}`), one.department, one.windows.length > 0 && t("seals.windows", { windows: one.windows.join("、") }), t("seals.custodians", { names: listed(one.custodians.map((each) => names[each] ?? each)) })].filter(Boolean).join(" · "),
      note: listed(one.custody.map(({ person, window, since }) => t("seals.out_since", { name: names[person] ?? person, place: window === "desk" ? t("seals.desk") : t("common.window", { window }), time: momentOf(since) }))),
      state: t(one.custody.length > 0 ? "seals.out" : "seals.locked"),
      tone: one.custody.length > 0 ? "go" : "",
    }),
    acts: ({ seal, custodians, custody }, _, person) => {
      const mine = custodians.includes(person.person);
      const out = custody.some((one) => one.person === person.person);
      const opens = mine && atHand([{ custody }], person).length === 0;
      const closes = out || (custody.length > 0 && person.powers.includes("DISPATCH"));
      return [
        ...(opens ? [{ id: "open", send: (api) => api.press(`/seals/${encodeURIComponent(seal)}/open`).then(() => t("seals.opened")) }] : []),
        ...(closes ? [{ id: "close", send: (api) => api.press(`/seals/${encodeURIComponent(seal)}/close`).then(() => t("seals.closed")) }] : []),
      ];
    },
  },
  {
    id: "waiting",
    may: uses,
    topics: ["document", "application", "seal"],
    read: async (api, { before }) => {
      const [found, { seals }] = await Promise.all([api.get(`/seals/waiting${page(before)}`), api.get("/seals")]);
      return { rows: found.documents, before: found.before, more: { seals } };
    },
    key: ({ document }) => document,
    picks: ({ sealing: now }) => !now,
    face: ({ document, kind, title, number, item, department, application, at, seals, sealing: now }, more, person) => ({
      title: `${wordFor(`notice.${kind}`, title)} ${number}`,
      more: [item, department, application, momentOf(at)].join(" · "),
      note: atHand(more.seals, person).some(({ seal }) => seals.includes(seal)) ? "" : t("seals.take_out", { seals: listed(seals.map((each) => nameOf(more.seals.find(({ seal }) => seal === each)))) }),
      state: t(now ? "seals.sealing" : "seals.unsealed"),
      tone: now ? "go" : "wait",
      links: [{ href: paperOf(application, document), text: "PDF" }],
    }),
    heads: (person, more, picked) => (picked.length > 1 ? sealing(picked, more, person) : []),
    acts: (row, more, person) => (row.sealing ? [] : sealing([row], more, person)),
  },
  {
    id: "log",
    may: looks,
    topics: ["document"],
    read: async (api, { before }) => {
      const [found, { seals }] = await Promise.all([api.get(`/seal-uses${page(before)}`), api.get("/seals")]);
      return { rows: found.uses, before: found.before, more: { names: found.names, seals: Object.fromEntries(seals.map((one) => [one.seal, nameOf(one)])) } };
    },
    key: ({ seq }) => String(seq),
    face: ({ seal, document, application, sha256, person, post, window, at }, { names, seals }) => ({
      title: `${document} · ${seals[seal] ?? seal}`,
      more: [application, names[person] ?? person, wordFor(`post.${post}`, post), window === "desk" ? "" : t("common.window", { window })].filter(Boolean).join(" · ") + `\nSHA-256 ${sha256}`,
      state: momentOf(at),
      tone: "",
      links: [{ href: paperOf(application, document), text: "PDF" }],
    }),
  },
]).start();
