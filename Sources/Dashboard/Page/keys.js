// The keyboard: one-button use, a presenter's remote, barcode scanners, and the help that names them.

import { $, make, takesText } from "./dom.js";
import { doMain, mark, retake } from "./actions.js";
import { dialogOpen, openDialog } from "./dialogs.js";
import { chooseAthlete } from "./people.js";
import { closeReview, openReview } from "./review.js";
import { may, store, trialOf } from "./store.js";
import { t } from "./strings.js";

let scan = { words: "", at: -1e9 };

/** Listens to the keyboard. */
export function startKeys() {
  document.addEventListener("keydown", pressed);
  $("help-button").addEventListener("click", openHelp);
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (dialogOpen() || !$("pairing").hidden) return;
  const target = event.target;
  if (takesText(target)) {
    if (event.key === "Escape") target.blur();
    return;
  }
  if (event.key === "PageDown" || event.key === "PageUp") return remote(event);
  if (scanned(event)) return;
  if (event.key === " " || event.key === "Enter") return mainKey(event, target);
  if (event.repeat) return;
  shortcut(event);
}

function remote(event) {
  event.preventDefault();
  if (event.repeat) return;
  if (event.key === "PageDown") doMain();
  else retake();
}

function mainKey(event, target) {
  const own = target.closest("button, a, summary, select, input, [role=slider]");
  if (own && own.id !== "main-action") return;
  event.preventDefault();
  if (!event.repeat) doMain();
}

function shortcut(event) {
  if (event.key === "Escape" && store.open) closeReview();
  else if (event.key === "?") openHelp();
  else if (event.key === "m" || event.key === "M") mark();
  else if (/^[1-9]$/.test(event.key) && trialOf(Number(event.key))) openReview(Number(event.key));
  else return;
  event.preventDefault();
}

// On the ready screen every letter and digit belongs to the athlete's code. Elsewhere only a scanner's burst does.
function scanned(event) {
  const now = performance.now();
  const letter = event.key.length === 1 && /[\p{L}\p{N}\-_.]/u.test(event.key);
  const ready = store.state?.phase === "ready" && may("athlete");
  if (ready && letter) {
    event.preventDefault();
    const field = $("athlete");
    field.focus();
    // A badge may have begun before this screen was ready.
    field.value = (now - scan.at < 60 ? scan.words : "") + event.key;
    scan = { words: "", at: -1e9 };
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
  if (letter) {
    const quick = now - scan.at < 60;
    scan = { words: quick ? scan.words + event.key : event.key, at: now };
    return quick && scan.words.length > 2;
  }
  if (event.key !== "Enter" || scan.words.length < 3 || now - scan.at > 100 || !may("athlete")) return false;
  event.preventDefault();
  chooseAthlete(scan.words);
  scan = { words: "", at: -1e9 };
  return true;
}

/** Opens the help: the keys, and what the numbers of this page mean. */
export function openHelp() {
  const keys = [["keys.main", "Space · Enter · PageDown"], ["keys.retake", "PageUp"], ["keys.mark", "M"], ["keys.trial", "1 … 9"],
    ["keys.event", "← → · Shift ← →"], ["keys.close", "Esc"], ["keys.scan", t("keys.letters")], ["keys.help", "?"]];
  openDialog(t("help.title"), [
    make("table", { class: "keys" }, make("tbody", {}, ...keys.map(([key, names]) =>
      make("tr", {}, make("th", { scope: "row" }, t(key)), make("td", {}, names))))),
    make("h3", {}, t("help.numbers")), make("p", {}, t("help.difference")), make("p", {}, t("help.verdict")),
    make("p", {}, t("help.share")), make("p", {}, t("latency.what")), make("p", {}, t("latency.sound")),
  ]);
}
