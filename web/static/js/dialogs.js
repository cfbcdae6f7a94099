/** Questions in front of a page. Digits choose, Enter confirms, Escape leaves. */

import { el } from "./page.js";

/** Show a dialog until it is answered; the value of the button that ended it, "" for none. */
export function answered(dialog) {
  dialog.returnValue = "";
  dialog.onkeydown = byDigit;
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue);
  });
}

/** One of several choices; `place` gives it its digit, null for none. */
export function radio(name, value, text, place, { checked = false, required = true } = {}) {
  return el("label", { class: "choice" }, el("input", { type: "radio", name, value, checked, required }), el("span", {}, text, digit(place)));
}

/** The key of the choice at `place`. */
export function digit(place) {
  return place !== null && place < 9 ? el("kbd", {}, place + 1) : null;
}

function byDigit(event) {
  const place = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const writing = event.target instanceof Element && event.target.matches("input[type=text], select");
  const choices = event.currentTarget.querySelector(".choices")?.querySelectorAll("button, input") ?? [];
  if (place && !writing && choices[place - 1]) {
    event.preventDefault();
    choices[place - 1].click();
  }
}
