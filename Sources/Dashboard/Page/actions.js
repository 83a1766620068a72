// The action bar: the one big button, and the small ones beside it.

import { $, attribute, show, text } from "./dom.js";
import { ask } from "./dialogs.js";
import { refused, toast } from "./news.js";
import { may, store, whyNot } from "./store.js";
import { has, t } from "./strings.js";
import { command } from "./wire.js";

let lastMain = -1e9;
let changed = -1e9;

/** Gives a command and tells of a refusal; true where it was taken. */
export async function give(body) {
  return refused(await command(body));
}

/**
 * Does what is next. A second press within 0.4 s is a bounce, and one just after the button changed was meant for what
 * stood there before; so the action is also named, and never taken for another.
 */
export function doMain() {
  const now = performance.now();
  if (now - lastMain < 400 || now - changed < 400 || !store.state?.main || !store.have || !store.linked) return;
  lastMain = now;
  give({ do: store.state.main.do });
}

/** Takes the last trial back and waits for one more. */
export function retake() {
  if (may("retake")) give({ do: "retake" });
}

/** Sets a mark at this instant. */
export async function mark() {
  if (may("mark") && await give({ do: "mark", text: "mark" })) toast(t("marked"));
}

/** Asks for words and keeps them as a note, of a trial where one is open. */
export async function note() {
  const words = await ask({ title: t("note.title"), label: t("note.words"), many: true, go: t("note.save") });
  if (!words) return;
  const body = { do: "note", text: words };
  if (store.open) body.trial = store.open;
  if (await give(body)) toast(t("note.kept"));
}

/** Connects the buttons. */
export function startActions() {
  $("main-action").addEventListener("click", doMain);
  $("retake").addEventListener("click", retake);
  $("mark").addEventListener("click", mark);
  $("note").addEventListener("click", note);
  for (const id of ["finish", "weigh", "cancel"]) $(id).addEventListener("click", () => give({ do: id }));
  for (const button of document.querySelectorAll("[data-pain]")) {
    button.addEventListener("click", () => give({ do: "pain", side: button.dataset.pain }));
  }
  for (const button of document.querySelectorAll("[data-limb]")) {
    button.addEventListener("click", () => give({ do: "limb", limb: button.dataset.limb }));
  }
}

/** Shows what can be done now. */
export function showActions(state) {
  showMain(state);
  for (const id of ["finish", "weigh", "cancel"]) {
    show($(id), may(id) && state.main?.do !== id);
  }
  for (const button of document.querySelectorAll("[data-pain]")) {
    attribute(button, "aria-pressed", state.pain === button.dataset.pain);
  }
  const turns = state.limb === "left" || state.limb === "right";
  show($("limb"), turns);
  for (const button of document.querySelectorAll("[data-limb]")) {
    attribute(button, "aria-pressed", state.limb === button.dataset.limb);
  }
  gate();
}

function showMain(state) {
  const button = $("main-action");
  const next = state.main;
  const on = Boolean(next && store.have && store.linked);
  attribute(button, "aria-disabled", on ? "false" : "true");
  if (button.dataset.do !== (next?.do ?? "")) changed = performance.now();
  button.dataset.do = next?.do ?? "";
  const key = `main.${next?.key ?? next?.do}`;
  text(button, next ? t(has(key) ? key : `main.${next.do}`) : t("main.wait"));
}

/** Switches every control off that would not be taken now, and says why in its tool tip. */
export function gate() {
  if (store.state) showMain(store.state);
  for (const node of document.querySelectorAll("[data-cmd]")) {
    const on = may(node.dataset.cmd);
    if (node.disabled === on) node.disabled = !on;
    const why = on ? null : whyNot(node.dataset.cmd);
    attribute(node, "title", why);
  }
}
