// The one dialog of the page: opened with a title and a body, closed by Escape, the button or its own form.

import { $, make, text } from "./dom.js";
import { t } from "./strings.js";

let closed = () => {};

/** True while the dialog is open. */
export const dialogOpen = () => $("dialog").open;

/** Connects the close button. */
export function startDialogs() {
  $("dialog-close").addEventListener("click", closeDialog);
  $("dialog").addEventListener("close", () => {
    const then = closed;
    closed = () => {};
    $("dialog-body").replaceChildren();
    then();
  });
}

/** Opens the dialog with this body; `then` is called when it closes. */
export function openDialog(title, body, then = () => {}) {
  if (dialogOpen()) $("dialog").close();
  text($("dialog-title"), title);
  $("dialog-body").replaceChildren(...[body].flat());
  closed = then;
  $("dialog").showModal();
}

/** Closes the dialog. */
export function closeDialog() {
  if (dialogOpen()) $("dialog").close();
}

/** Asks for words, with usual answers to tap where some are given; resolves to them, or to null. */
export function ask({ title, label, go, many = false, usual = [] }) {
  return new Promise((resolve) => {
    let answer = null;
    const field = make(many ? "textarea" : "input", { id: "ask-words", maxlength: 500, rows: 4, autocomplete: "off" });
    const form = make("form", { class: "ask" }, ...usual.map(({ words, value }) => {
      const button = make("button", { type: "button", class: "usual" }, words);
      button.addEventListener("click", () => { answer = value; closeDialog(); });
      return button;
    }), make("label", { for: "ask-words" }, label), field, make("button", { type: "submit", class: "go" }, go));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = field.value.trim() || null;
      if (answer) closeDialog();
    });
    openDialog(title, form, () => resolve(answer));
    if (!usual.length) field.focus();
  });
}

/** A list of names and words. */
export function facts(rows) {
  return make("dl", { class: "facts" }, ...rows.flatMap(([name, words, tone]) => [
    make("dt", {}, name), make("dd", tone ? { class: tone } : {}, words || t("status.absent")),
  ]));
}
