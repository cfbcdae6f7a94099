/** Times that people type: by the hall's clock, wherever the browser is. */

import { hall } from "./page.js";

const MINUTE_MS = 60_000;

/** An instant as a field for a day and a time has it, by the hall's clock. */
export function asTyped(at) {
  return new Date(at).toLocaleString("sv", { timeZone: hall.timezone }).replace(" ", "T").slice(0, "2026-03-02T09:00".length);
}

/** `2026-03-02T09:00` by the hall's clock, as an instant. */
export function inHall(text) {
  const plain = new Date(`${text}Z`);
  const there = new Date(`${plain.toLocaleString("sv", { timeZone: hall.timezone }).replace(" ", "T")}Z`);
  return new Date(plain.getTime() - Math.round((there - plain) / MINUTE_MS) * MINUTE_MS).toISOString();
}
