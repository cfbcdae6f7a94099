/** Messages to applicants (通知): what waits for the gateway, or to be told by telephone; what failed; what was delivered. */

import { momentOf } from "./case_words.js";
import { Desk } from "./desk.js";
import { lang, t, wordFor } from "./page.js";

const FAULTS = ["NO_ANSWER", "WRONG_NUMBER", "NO_NUMBER"];
const TOLD = "TOLD";

const wordsOf = ({ text, text_en }) => (lang === "en" ? text_en : text);
const asked = (values) => String(new URLSearchParams(Object.entries(values).filter(([, value]) => value)));
/** Of which case it is, since when it stands, and what it says. */
const aboutOf = (message) => `${message.application} · ${t("messages.queued", { time: momentOf(message.queued_at) })}\n${wordsOf(message)}`;
const toCase = ({ application }) => [{ href: `/cases?application=${encodeURIComponent(application)}`, text: t("messages.case") }];

/** Who telephones opens the number first; every look is logged. */
function telephone(message) {
  return {
    id: "telephone",
    look: async (api) => {
      const { name, phone } = await api.press(`/applications/${encodeURIComponent(message.application)}/unsealed`);
      return `${[name, phone || t("messages.no_phone")].filter(Boolean).join(" · ")}\n${wordsOf(message)}`;
    },
    fields: [{ name: "outcome", label: t("messages.outcome"), options: [TOLD, ...FAULTS].map((value) => ({ value, text: t(`messages.${value}`) })) }],
    send: (api, { outcome }) => api.press(`/messages/${encodeURIComponent(message.id)}`, { sent: outcome === TOLD, told_by: "phone", ...(outcome !== TOLD && { fault: outcome }) }).then(() => t("messages.reported")),
  };
}

/** Those that are over, in one state. */
function over(id, state, tone) {
  return {
    id,
    topics: ["message"],
    find: "application",
    read: async (api, { text, before }) => {
      const found = await api.get(`/messages/told?${asked({ state, application: text, before })}`);
      return { rows: found.messages, before: found.before };
    },
    key: (message) => message.id,
    face: (message) => ({
      title: t(`messages.${message.kind}`),
      more: aboutOf(message),
      note: message.fault ? wordFor(`messages.${message.fault}`, message.fault) : "",
      state: [message.told_by && wordFor(`messages.by_${message.told_by}`, message.told_by), message.ended_at && momentOf(message.ended_at)].filter(Boolean).join(" · "),
      tone,
      links: toCase(message),
    }),
  };
}

const works = ({ powers }) => powers.some((power) => ["RECEIVE", "ACCEPT", "REVIEW", "DELIVER_RESULT", "ANSWER", "DISPATCH", "AUTHORISE"].includes(power));

await new Desk("messages", [
  {
    id: "waiting",
    topics: ["message"],
    find: "application",
    read: async (api, { text }) => {
      const { messages, waiting } = await api.get(`/messages?${asked({ application: text })}`);
      return { rows: messages, more: { waiting } };
    },
    key: ({ id }) => id,
    face: (message) => ({
      title: t(`messages.${message.kind}`),
      more: aboutOf(message),
      state: t("messages.QUEUED"),
      tone: "wait",
      links: toCase(message),
    }),
    acts: (message) => [telephone(message)],
  },
  over("failed", "FAILED", "stop"),
  over("delivered", "SENT", "go"),
].map((chapter) => ({ may: works, ...chapter }))).start();
