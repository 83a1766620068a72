// The page of a calibration run: what to put on, why it waits, what was read; one key goes on.

import { $, keyed, make, show, takesText, text } from "./dom.js";
import { ask, dialogOpen, startDialogs } from "./dialogs.js";
import { refused } from "./news.js";
import { showPairing, startPairing } from "./pairing.js";
import { number, t, translate } from "./strings.js";
import { clientId, command, connect, onWire, send } from "./wire.js";

let state = null;
let linked = false;
let have = true;
let asking = null;

function showState(given) {
  state = given;
  text($("lab-run"), state.id);
  text($("lab-progress"), t("progress.of", { done: state.done, wanted: state.total }));
  $("lab-bar").max = Math.max(state.total, 1);
  $("lab-bar").value = state.done;
  text($("lab-instruction"), state.instruction);
  text($("lab-waiting"), state.isStopped ? t("lab.stopped") : state.isFinished ? t("lab.done") : state.waiting);
  force();
  keyed($("lab-readings"), [...(state.readings ?? [])].map((reading, i) => ({ ...reading, i })).reverse(), (reading) => reading.i, row, fill);
  show($("lab-problems-card"), Boolean(state.problems?.length));
  keyed($("lab-problems"), state.problems ?? [], (words) => words, (words) => make("li", {}, words), () => {});
  text($("lab-pause"), t(state.isPaused ? "lab.resume" : "lab.pause"));
  gate();
}

function force() {
  const known = Number.isFinite(state.force);
  const wanted = Number.isFinite(state.target) ? ` / ${number(state.target, 1)} N` : "";
  const raw = (state.live ?? []).map((value) => (Number.isFinite(value) ? value.toPrecision(7) : "–")).join(" · ");
  $("lab-force").replaceChildren(known ? `${number(state.force, 1)} N` : raw, make("small", {}, known ? wanted : ""));
}

const row = () => make("tr", {}, ...["step", "what", "mean", "deviation", "samples"].map((name) => make("td", { class: name })));

function fill(node, reading) {
  const cell = (name, words) => text(node.querySelector(`.${name}`), words);
  const digits = (values) => values.map((value) => value.toPrecision(6)).join(" · ");
  node.classList.toggle("void", Boolean(reading.void));
  cell("step", String(reading.step));
  cell("what", reading.void ? `${reading.text} (${reading.void})` : reading.text);
  cell("mean", digits(reading.means));
  cell("deviation", digits(reading.deviations));
  cell("samples", String(reading.count));
}

function gate() {
  const on = linked && have && state && !state.isStopped;
  for (const button of document.querySelectorAll("[data-do]")) button.disabled = !on;
  $("lab-next").disabled = !on || state.isFinished;
  $("lab-void").disabled = !on || !state.readings?.some((reading) => !reading.void);
  show($("lab-warm"), Number.isFinite(state?.warmUp));
  if (Number.isFinite(state?.warmUp)) $("lab-next").disabled = true;
  show($("link-banner"), !linked);
  show($("watch-banner"), linked && !have);
  show($("asked-banner"), have && asking !== null && asking !== clientId());
}

async function give(body) {
  if (refused(await command(body))) return true;
  return false;
}

const deeds = {
  next: () => give({ do: "next" }),
  pause: () => give({ do: state?.isPaused ? "resume" : "pause" }),
  stop: () => give({ do: "stop" }),
  warm: () => give({ do: "warm" }),
  async void() {
    const reason = await ask({ title: t("lab.void"), label: t("lab.why"), go: t("lab.void") });
    if (reason) give({ do: "void", reason });
  },
  async note() {
    const words = await ask({ title: t("note.title"), label: t("note.words"), go: t("note.save"), many: true });
    if (words) give({ do: "note", text: words });
  },
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || dialogOpen() || takesText(event.target)) return;
  const own = event.target.closest("button, a, [tabindex]");
  const main = event.key === "PageDown" || (!own && (event.key === " " || event.key === "Enter"));
  if (!main || $("lab-next").disabled) return;
  event.preventDefault();
  deeds.next();
}

function start() {
  translate(document);
  document.title = `${t("lab.title")} · Bilanx`;
  startDialogs();
  startPairing();
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => deeds[button.dataset.do]());
  document.addEventListener("keydown", pressed);
  $("ask-control").addEventListener("click", () => send({ t: "ask" }));
  $("grant-control").addEventListener("click", () => send({ t: "grant", to: asking }));
  $("deny-control").addEventListener("click", () => send({ t: "deny", to: asking }));
  onWire({
    state: showState,
    control(message) { [have, asking] = [message.have, message.asking ?? null]; gate(); },
    link(up) { linked = up; if (!up) [have, asking] = [true, null]; gate(); },
    pair: () => showPairing(true),
  });
  gate();
  connect();
}

start();
