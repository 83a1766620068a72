// What the program says: told to the eye, to screen readers, and to the ear.

import { $, text } from "./dom.js";
import { has, named, t } from "./strings.js";
import { play, speak } from "./sound.js";

let fade = 0;

/** Shows words for some seconds and has screen readers read them. */
export function toast(words, bad = false) {
  if (!words) return;
  const node = $("toast");
  text(node, words);
  node.classList.toggle("bad", bad);
  node.classList.add("on");
  clearTimeout(fade);
  fade = setTimeout(() => {
    node.classList.remove("on");
    text(node, "");
  }, bad ? 8000 : 5000);
}

/** Takes a message of the program: its words in the language in use, else as they came. */
export function hear(message) {
  const words = own(message);
  if (message.kind === "countdown") {
    play(Number(message.args?.n ?? 1) === 0 ? "go" : "countdown");
    return;
  }
  play(message.kind);
  speak(words.text, words.tongue);
  toast(words.text, message.kind === "rejected");
}

function own(message) {
  const key = `say.${message.key}`;
  if (!has(key)) return { text: message.text, tongue: "en" };
  const args = { ...message.args };
  if (Array.isArray(args.reasons)) args.reasons = args.reasons.map((id) => named("reason", id)).join("; ");
  const words = t(key, args);
  return /\{\w+\}/.test(words) ? { text: message.text, tongue: "en" } : { text: words, tongue: undefined };
}

/** Tells of a command that was not taken. */
export function refused(answer) {
  if (!answer.ok) toast(answer.code && has(`refused.${answer.code}`) ? t(`refused.${answer.code}`) : answer.why, true);
  return answer.ok;
}
