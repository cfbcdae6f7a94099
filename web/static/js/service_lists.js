/**
 * The chapters of the hall's service that are lists, as data: what they read, how a row looks, what can be done with it.
 * The hall decides who may; a chapter or a button that somebody cannot use is not offered.
 */

import { timeOf } from "./format.js";
import { hall, nameOf, t, wordFor } from "./page.js";

/**
 * @typedef {{id: string, may?: (person: Object) => boolean, topics: string[], read: (api: Object) => Promise<Object[]>,
 *   key: (row: Object) => string, face: (row: Object) => Face, heads?: (person: Object) => Act[],
 *   acts?: (row: Object, person: Object) => Act[]}} Chapter
 * @typedef {{title: string, more: string, state: string, tone: string}} Face
 * @typedef {{id: string, fields: import("./asking.js").Field[], press: (values: Object<string, string>) => [string, Object]}} Act
 */

const reason = (label = "service.reason") => ({ name: "reason", label: t(label) });
const dispatches = ({ powers }) => powers.includes("DISPATCH");
const options = (section, values) => values.map((value) => ({ value, text: t(`${section}.${value}`) }));

/** @type {Chapter[]} */
export const LISTS = [
  {
    id: "parcels",
    topics: ["parcel", "application"],
    read: async (api) => (await api.get("/parcels")).parcels,
    key: ({ parcel }) => parcel,
    face: ({ application, tracking, terminal, status }) => ({
      title: tracking ?? t("service.no_tracking"),
      more: [application, terminal].join(" · "),
      state: wordFor(`parcel.${status}`, status),
      tone: { SIGNED: "go", RETURNED: "stop", FAILED: "stop" }[status] ?? "",
    }),
  },
  {
    id: "facilities",
    topics: ["repair"],
    read: async (api) => {
      const [{ facilities }, { repairs }] = await Promise.all([api.get("/facilities"), api.get("/repairs")]);
      return facilities.map((each) => ({ ...each, repair: repairs.find(({ facility }) => facility === each.id) ?? null }));
    },
    key: ({ id }) => id,
    face: ({ id, name, zone, ok, repair }) => ({
      title: name || id,
      more: [id, zone && `${zone} ${nameOf(hall.zones, zone)}`, repair && `${repair.cause}（${timeOf(repair.since)} ${repair.reporter}）`].filter(Boolean).join(" · "),
      state: t(ok ? "service.works" : "service.faulty"),
      tone: ok ? "go" : "stop",
    }),
    acts: ({ id, repair }) => [repair
      ? { id: "repaired", fields: [reason("service.remark")], press: (values) => [`/repairs/${encodeURIComponent(repair.repair)}/done`, { remark: values.reason }] }
      : { id: "fault", fields: [reason("service.cause")], press: (values) => [`/facilities/${encodeURIComponent(id)}/faults`, { cause: values.reason }] }],
  },
  {
    id: "outputs",
    may: dispatches,
    topics: ["relay"],
    read: async (api) => (await api.get("/channels")).channels,
    key: ({ device, channel }) => `${device} ${channel}`,
    face: ({ device, channel, name, follows, zone, on }) => ({
      title: name || channel,
      more: [`${device} ${channel}`, zone, wordFor(`service.follows_${follows}`, "")].filter(Boolean).join(" · "),
      state: t(on ? "service.on" : "service.off"),
      tone: on ? "go" : "",
    }),
    acts: ({ device, channel, on }) => [{
      id: on ? "switch_off" : "switch_on",
      fields: [reason()],
      press: (values) => [`/devices/${encodeURIComponent(device)}/channels/${encodeURIComponent(channel)}`, { on: !on, ...values }],
    }],
  },
  {
    id: "calls",
    topics: ["consultation"],
    read: async (api) => (await api.get("/consultations")).consultations,
    key: ({ id }) => id,
    face: ({ kind, call, item, began_at, ended_at }) => ({
      title: item ? nameOf(hall.items, item) : t("service.no_item"),
      more: [t("service.call", { call }), ended_at ? `${timeOf(began_at)}–${timeOf(ended_at)}` : timeOf(began_at)].join(" · "),
      state: wordFor(`service.${kind}`, kind),
      tone: kind === "COMPLAINT" ? "wait" : "",
    }),
  },
  {
    id: "videos",
    may: ({ window, powers }) => Boolean(window) || powers.includes("DISPATCH"),
    topics: ["video"],
    read: async (api) => (await api.get("/video-sessions")).sessions,
    key: ({ id }) => id,
    face: ({ window, peer, application, ticket, begun_at, recording }) => ({
      title: t("service.with", { window, peer }),
      more: [application ?? ticket, timeOf(begun_at)].filter(Boolean).join(" · "),
      state: t(recording === "on" ? "service.recorded" : "service.unconfirmed"),
      tone: recording === "on" ? "go" : "wait",
    }),
    heads: ({ window }) => (window ? [{
      id: "video",
      fields: [
        { name: "peer", label: t("service.peer"), most: 64 },
        { name: "application", label: t("service.about"), most: 64, optional: true },
        { name: "notice", label: t("service.told"), options: options("service", ["consented", "informed"]) },
      ],
      press: (values) => ["/video-sessions", { window, ...values }],
    }] : []),
    acts: ({ id }) => [{
      id: "end_video",
      fields: [{ name: "outcome", label: t("service.outcome"), options: options("service", ["verified", "not_verified", "consulted", "interrupted"]) }],
      press: (values) => [`/video-sessions/${encodeURIComponent(id)}/end`, values],
    }],
  },
];
