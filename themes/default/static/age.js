// How old the facts of a page are on this day, on the hub's clock: the twin of src/record/freshness.rs. What nobody has
// checked in time says so, and an answer that is too old to be believed is none.
import { clockOf, number } from "./time.js";

const words = { ...globalThis.document?.querySelector("script[data-overdue]")?.dataset };
const parts = (code) => code.split(":");

/** How fresh on a day is what was checked on another one, `20261112:90`. */
export const age = (code, n) => {
  const [on, days] = parts(code), since = n - number(on);
  return since > days * 2 ? "expired" : since > days ? "overdue" : since > Math.floor(days * 3 / 4) ? "due" : "fresh";
};

/** A sentence with the day of the check in it. */
export const said = (text, code, form = words.date) => {
  const [, y, m, d] = parts(code)[0].match(/(.{4})(..)(..)/);
  return text.replace("{date}", form.replace(/{(.)}/g, (_, part) => +{ y, m, d }[part]));
};

const make = (name, className, ...inside) => {
  const node = Object.assign(document.createElement(name), { className });
  node.append(...inside);
  return node;
};
const unknown = (text) => make("span", "badge unknown aged", text);

// The answer is taken back where it stands: in a row its word, on a board also the sentence and its grounds.
const takeBack = (badge) => {
  const code = badge.dataset.answer, board = badge.closest(".board");
  badge.replaceWith(unknown(words.unknown));
  if (!board) return;
  board.querySelector(".answer").textContent = words.none;
  const [first, ...rest] = board.querySelectorAll(".grounds");
  first?.replaceChildren(said(words.grounds, code));
  for (const one of rest) one.remove();
};

// What is late says so beside the answer, in the row, at the end of the page.
const tellLate = (one, state, code) => {
  if (one.matches(".provenance")) {
    one.classList.remove("fresh", "due", "overdue", "expired");
    one.classList.add(state);
    const line = one.querySelector(".line");
    if (!words[state] || line.dataset.is === state) return;
    line.classList.add("aged");
    line.dataset.is = state;
    line.replaceChildren(make("span", "", make("strong", "", said(words[state], code)), "."));
    return;
  }
  if (!words[state]) return;
  one.removeAttribute("data-checked");
  if (!one.matches(".board")) return one.append(make("p", "checked", said(words.late, code)));
  const answer = one.querySelector(".answer"), known = one.querySelector(".badges"), isOut = known?.querySelector(".unknown");
  const badges = known ?? make("p", "badges");
  if (!known) answer.before(badges);
  badges.append(" ", unknown(said(isOut ? words.late : words.overdue, code)));
};

const tell = (now) => {
  const [n] = now(new Date());
  for (const badge of document.querySelectorAll(".badge[data-answer]")) if (age(badge.dataset.answer, n) === "expired") takeBack(badge);
  for (const one of document.querySelectorAll("[data-checked]")) tellLate(one, age(one.dataset.checked, n), one.dataset.checked);
};

if (words.overdue) {
  const now = clockOf(words.zone);
  setInterval(tell, 6e5, now, tell(now));
}
