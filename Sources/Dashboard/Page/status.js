// The state of the station: one button that says whether all is well, and the list behind it.

import { $, show, text } from "./dom.js";
import { facts, openDialog } from "./dialogs.js";
import { sentence } from "./sentences.js";
import { clockWords, latencyWords, lossWords } from "./stage.js";
import { store } from "./store.js";
import { language, t } from "./strings.js";
import { quantity, side } from "./units.js";

/** Connects the button. */
export const startStatus = () => $("status-button").addEventListener("click", openStatus);

function openStatus() {
  if (!store.state) return;
  openDialog(t("status.title"), [facts(rows(store.state)), paragraph(t("latency.what")), paragraph(t("latency.sound"))]);
}

function paragraph(words) {
  const node = document.createElement("p");
  node.textContent = words;
  return node;
}

/** Everything that is known of the station as rows of name, words and tone. */
export function rows(state) {
  return [
    ...(state.devices ?? []).map((device) => [device.name, deviceWords(device), device.present ? "ok" : "bad"]),
    [t("status.sides"), t(`sides.${state.sides}`), state.sides === "no" ? "warn" : "ok"],
    [t("status.clock"), clockWords(state.clocks), clockTone(state)],
    [t("status.loss"), lossWords(state.loss), lost(state) ? "warn" : "ok"],
    ...(state.calibration ?? []).map((one) => [t(`status.calibration.${one.side}`), calibrationWords(one), one.state === "valid" ? "ok" : "warn"]),
    ...(state.check ? [[t("status.check"), checkWords(state.check), state.check.state === "passed" ? "ok" : "warn"]] : []),
    [t("status.journal"), state.journal === "ok" ? t("status.well") : state.journal, state.journal === "ok" ? "ok" : "bad"],
    [t("status.latency"), latencyWords(state.latency)],
    [t("status.screens"), `${state.clients ?? 1} · ${t(store.have ? "control.have" : "control.watching")}`],
    [t("status.recording"), state.recording ?? state.saved ?? t("status.noRecording")],
    [t("status.software"), state.software],
  ];
}

const deviceWords = (device) =>
  [t(device.present ? "device.present" : "device.away"), device.emulated ? t("device.emulated") : null, device.serial].filter(Boolean).join(" · ");

const checkWords = (check) => [t(`check.${check.accepted ? "accepted" : check.state}`), check.day].filter(Boolean).join(", ");
const calibrationWords = (one) => [t(`calibration.${one.state}`), one.words].filter(Boolean).join(": ");

const clockTone = (state) => (["one", "aligned"].includes(state.clocks?.state) ? "ok" : "warn");

const lost = (state) => ["missing", "duplicate", "reordered", "corrupt"].some((kind) => state.loss?.[kind] > 0);

// The program's own words say most; in another language the size and side of the drift do.
function zeroWords(zero) {
  const [left, right] = [Math.abs(zero?.leftDrift ?? 0), Math.abs(zero?.rightDrift ?? 0)];
  if (!zero?.ask || language() === "en" || Math.max(left, right) === 0) return zero?.words ?? "";
  return t("zero.moved", { side: side(right > left ? "right" : "left"), value: quantity(Math.max(left, right), "N") });
}

/** Shows the button and the banners of problems. */
export function showStatus(state) {
  const bad = rows(state).filter((row) => row[2] === "bad" || row[2] === "warn").length;
  const tone = !store.linked ? "bad" : state.problem ? "bad" : bad ? "warn" : "ok";
  $("status-dot").className = `dot ${tone}`;
  const emulated = state.devices?.some((device) => device.emulated) ? ` · ${t("device.virtual")}` : "";
  text($("status-words"), (bad ? t("status.look", { n: bad }) : t("status.allWell")) + emulated);
  show($("problem-banner"), Boolean(state.problem));
  text($("problem-words"), sentence(state.problem));
  show($("zero-banner"), state.zero?.ask === true);
  text($("zero-words"), zeroWords(state.zero));
  show($("sides-banner"), state.sides === "no");
}
