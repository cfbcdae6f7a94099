/** The question for a rating: five levels, and under one that is not content what it was about. */

import { byId, el, t } from "./page.js";

const LEVELS = [5, 4, 3, 2, 1];
const WORST_CONTENT = 3;
const REASONS = ["attitude", "waiting", "handling", "guidance", "materials", "fees", "facilities", "other"];

/**
 * Draws the levels into `#levels`. A content level is given at once; another asks first what it was about.
 * @param {function(number, string[]): void} give
 */
export function askRating(give) {
  byId("levels").replaceChildren(...LEVELS.map((level) =>
    el("button", { type: "button", "data-level": level, onclick: () => choose(level, give) }, t(`rating.level_${level}`))));
  byId("reasons").hidden = true;
}

function choose(level, give) {
  if (level >= WORST_CONTENT) {
    give(level, []);
    return;
  }
  byId("levels").querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", String(Number(button.dataset.level) === level));
  });
  byId("reason-list").replaceChildren(...REASONS.map((reason) =>
    el("label", {}, el("input", { type: "checkbox", value: reason }), el("span", {}, t(`rating.${reason}`)))));
  byId("reasons").hidden = false;
  byId("send").onclick = () => {
    const chosen = Array.from(byId("reason-list").querySelectorAll("input:checked"), (box) => box.value);
    give(level, chosen);
  };
  byId("reasons").scrollIntoView({ block: "nearest" });
}
