/** The two questions of the panel. Digits choose, Enter confirms, Escape leaves; each resolves to a body or null. */

import { ask } from "./asking.js";
import { answered, digit, radio } from "./dialogs.js";
import { byId, el, hall, say, t } from "./page.js";

const PAUSE_REASONS = ["LUNCH", "SHORT_BREAK", "MEETING", "EQUIPMENT", "PAPERWORK", "OTHER"];
const TRANSFER_REASONS = ["WRONG_ZONE", "NEXT_STEP", "NOT_AUTHORISED", "VISITOR_WISH"];

/** Why the window stops for a while: `{reason}`. */
export async function choosePause() {
  byId("pause-reasons").replaceChildren(...PAUSE_REASONS.map((reason, place) =>
    el("button", { type: "submit", value: reason }, t(`pause.${reason}`), digit(place))));
  const reason = await answered(byId("pause-dialog"));
  return reason ? { reason } : null;
}

/** Where the visitor goes: `{zone, reason}` or `{window, reason}`. */
export async function chooseTransfer(window) {
  say(byId("transfer-title"), t("transfer.title", { number: window.ticket.number }));
  const others = hall.zones.filter((zone) => zone.id !== window.zone);
  byId("transfer-zones").replaceChildren(...others.map((zone, place) => radio("zone", zone.id, `${zone.id} ${zone.name}`, place)));
  byId("transfer-window").replaceChildren(
    el("option", { value: "" }, t("transfer.any_window")),
    ...hall.windows.filter((each) => each.id !== window.window).map((each) =>
      el("option", { value: each.id }, [t("common.window", { window: each.id }), each.name].filter(Boolean).join(" · "))));
  byId("transfer-reasons").replaceChildren(...TRANSFER_REASONS.map((reason, place) =>
    radio("reason", reason, t(`transfer.${reason}`), null, { checked: place === 0 })));
  const zones = byId("transfer-zones").querySelectorAll("input");
  byId("transfer-window").onchange = ({ target }) => zones.forEach((zone) => { zone.required = target.value === ""; });
  if (await answered(byId("transfer-dialog")) !== "go") {
    return null;
  }
  const form = new FormData(byId("transfer-dialog").querySelector("form"));
  const target = byId("transfer-window").value;
  return { ...(target ? { window: target } : { zone: form.get("zone") }), reason: form.get("reason") };
}

/** At which dispenser the number is printed again; what `send` gives for it, null for none. */
export async function chooseDispenser(dispensers, ticket, send) {
  const asked = await ask({
    title: `${t("panel.reprint")} · ${ticket.number}`,
    go: t("panel.confirm"),
    fields: [{ name: "device", label: t("panel.reprint_where"), options: dispensers.map(({ id, zone }) => ({ value: id, text: [id, zone].filter(Boolean).join(" · ") })) }],
    send: ({ device }) => send(device),
  });
  return asked?.done ?? null;
}
