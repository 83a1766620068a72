// The review of one trial: its curve with named phases, and events that are moved by pointer or arrow keys.

import { $, attribute, keyed, make, show, text } from "./dom.js";
import { give } from "./actions.js";
import { drawTrial, edges, xOf } from "./plot.js";
import { fillRow, valueRow } from "./results.js";
import { may, store, trialOf } from "./store.js";
import { named, number, t } from "./strings.js";
import { reasonsOf, trialStatus, whyWords } from "./trials.js";
import { read } from "./wire.js";

const lane = 40;
let curve = null;
let asked = 0;
let dragging = null;
let commitTimer = 0;
let shownVersion = "";
const edits = new Map();

/** Connects drawing to the size of the plot. */
export function startReview() {
  new ResizeObserver(() => layout()).observe($("plot"));
  for (const kind of ["focusin", "focusout"]) $("events").addEventListener(kind, () => requestAnimationFrame(paint));
}

/** Opens a trial and fetches its curve. */
export function openReview(index) {
  store.open = index;
  curve = null;
  edits.clear();
  shownVersion = "";
  show($("review"), true);
  document.body.classList.add("reviewing");
  load();
}

/** Closes the review. */
export function closeReview() {
  store.open = null;
  curve = null;
  show($("review"), false);
  document.body.classList.remove("reviewing");
}

/** Follows the state: values of the open trial, and its curve where they have changed. */
export function showReview() {
  const trial = store.open ? trialOf(store.open) : null;
  if (!trial) {
    if (store.open) closeReview();
    return;
  }
  text($("review-title"), `${t("trial.name", { n: trial.index })} · ${trialStatus(trial)}`);
  text($("review-reasons"), trial.kept ? reasonsOf(trial) : whyWords(trial.why));
  keyed($("review-metrics"), trial.metrics ?? [], (metric) => metric.id, valueRow, fillRow);
  const version = JSON.stringify(trial.metrics ?? []);
  if (version !== shownVersion && shownVersion !== "" && !dragging && !edits.size) load();
  shownVersion = version;
}

async function load() {
  const index = store.open;
  const turn = ++asked;
  const got = await read(`/api/trials/${index}/curve?points=800`);
  if (turn !== asked || store.open !== index) return;
  curve = got;
  showReview();
  layout();
}

const shownTime = (event) => edits.get(event.id) ?? event.time;
const eventName = (event) => named("event", event.id, event.name);

const box = () => edges($("plot").clientWidth);
const timeAt = (x, edge) => curve.from + ((x - edge.left) / (edge.right - edge.left)) * (curve.to - curve.from);

/** Places the events and draws the curve again. */
export function layout() {
  if (!store.open) return;
  show($("plot"), Boolean(curve));
  if (!curve) {
    text($("review-hint"), t("review.loading"));
    return;
  }
  text($("review-hint"), t(may("event") ? "review.hint" : "review.hintFixed"));
  attribute($("review-canvas"), "aria-label", t("review.label", { n: curve.trial }));
  placeEvents();
  listMoved();
  paint();
}

function paint() {
  if (!curve) return;
  drawTrial($("review-canvas"), curve, shownTime, document.activeElement?.closest("#events > *")?.dataset.key);
}

// Handles stand in lanes below the plot, so that events a millisecond apart can each be taken hold of.
function placeEvents() {
  const edge = box();
  const group = $("events");
  const focused = group.contains(document.activeElement) ? document.activeElement : null;
  const sorted = [...(curve.events ?? [])].sort((a, b) => a.time - b.time);
  keyed(group, sorted, (event) => event.id, handle, (node, event) => fillHandle(node, event, edge));
  const ends = [];
  for (const node of group.children) {
    const middle = Number(node.dataset.x);
    const half = node.firstElementChild.offsetWidth / 2;
    const centre = Math.max(edge.left + half - 20, Math.min(edge.right - half + 8, middle));
    let row = ends.findIndex((end) => centre - half > end + 4);
    if (row < 0) row = ends.length;
    ends[row] = centre + half;
    node.style.left = `${middle}px`;
    node.style.setProperty("--lane", row);
    node.firstElementChild.style.left = `${centre - middle}px`;
  }
  if (focused?.isConnected && document.activeElement !== focused) focused.focus();
  group.style.height = `${Math.max(1, ends.length) * lane}px`;
}

function handle(event) {
  const node = make("div", { class: "event", role: "slider", tabindex: "0", "aria-orientation": "horizontal" }, make("span", { class: "chip" }));
  node.addEventListener("pointerdown", (down) => startDrag(node, event.id, down));
  node.addEventListener("keydown", (key) => nudge(event.id, key));
  return node;
}

function fillHandle(node, event, edge) {
  const time = shownTime(event);
  node.dataset.x = String(xOf(time, edge, curve));
  node.classList.toggle("moved", event.moved || edits.has(event.id));
  text(node.firstElementChild, eventName(event));
  attribute(node, "aria-label", eventName(event));
  attribute(node, "aria-valuemin", curve.from);
  attribute(node, "aria-valuemax", curve.to);
  attribute(node, "aria-valuenow", time);
  attribute(node, "aria-valuetext", `${number(time - curve.from, 3)} s${event.moved ? `, ${t("review.movedMark")}` : ""}`);
  attribute(node, "aria-disabled", !may("event"));
}

function startDrag(node, id, down) {
  if (!may("event")) return;
  down.preventDefault();
  node.focus();
  dragging = id;
  node.setPointerCapture(down.pointerId);
  const from = down.clientX;
  const start = shownTime(curve.events.find((event) => event.id === id));
  const edge = box();
  const perPixel = timeAt(1, edge) - timeAt(0, edge);
  const move = (event) => shift(id, start + (event.clientX - from) * perPixel);
  const end = (event) => {
    node.removeEventListener("pointermove", move);
    dragging = null;
    if (event.type === "pointerup" && event.clientX !== from) commit(id);
    else if (event.type === "pointercancel") edits.delete(id);
    layout();
  };
  node.addEventListener("pointermove", move);
  node.addEventListener("pointerup", end, { once: true });
  node.addEventListener("pointercancel", end, { once: true });
}

function nudge(id, key) {
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key.key];
  if (!by || !may("event")) return;
  key.preventDefault();
  const event = curve.events.find((one) => one.id === id);
  shift(id, shownTime(event) + by * (key.shiftKey ? 0.01 : 0.001));
  clearTimeout(commitTimer);
  commitTimer = setTimeout(() => commit(id), 500);
}

function shift(id, time) {
  if (!curve) return;
  edits.set(id, Math.max(curve.from, Math.min(curve.to, Math.round(time * 10000) / 10000)));
  layout();
}

async function commit(id) {
  const time = edits.get(id);
  if (time === undefined || !store.open) return;
  await give({ do: "event", trial: store.open, event: id, time });
  edits.delete(id);
  load();
}

function listMoved() {
  const moved = (curve.events ?? []).filter((event) => event.moved);
  keyed($("moved"), moved, (event) => event.id, (event) => {
    const back = make("button", { type: "button", class: "quiet", "data-cmd": "event" });
    back.addEventListener("click", async () => {
      await give({ do: "event", trial: store.open, event: event.id });
      load();
    });
    return make("li", {}, make("span"), back);
  }, (node, event) => {
    text(node.firstElementChild, t("review.moved", { event: eventName(event), time: number(event.time - curve.from, 3) }));
    text(node.lastElementChild, t("review.back"));
    attribute(node.lastElementChild, "aria-label", `${t("review.back")}: ${eventName(event)}`);
  });
}
