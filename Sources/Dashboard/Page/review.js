// The review of one trial: its curve with named phases, and events that are moved by pointer or arrow keys.

import { font, sharp, step } from "./canvas.js";
import { $, attribute, keyed, make, show, text } from "./dom.js";
import { give } from "./actions.js";
import { palette } from "./palette.js";
import { fillRow, valueRow } from "./results.js";
import { may, store, trialOf } from "./store.js";
import { named, number, t } from "./strings.js";
import { reasonsOf, trialStatus, whyWords } from "./trials.js";
import { forceFactor, shownUnit } from "./units.js";
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

function box() {
  const width = $("plot").clientWidth;
  const side = Math.max(40, Math.min(64, width * 0.06));
  return { left: side, right: width - 12 };
}

const xOf = (time, edge) => edge.left + ((time - curve.from) / (curve.to - curve.from)) * (edge.right - edge.left);
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
  draw();
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
  node.dataset.x = String(xOf(time, edge));
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

function draw() {
  const { context, width, height } = sharp($("review-canvas"));
  const colour = palette();
  const edge = box();
  const size = Math.max(12, Math.min(18, width / 60));
  const bottom = height - size * 1.8;
  const top = size * 2;
  const highest = 1.08 * Math.max(50, ...[curve.sum, curve.left, curve.right].flatMap((values) => (values ?? []).filter(Number.isFinite)));
  const y = (value) => bottom - (value / highest) * (bottom - top);
  context.clearRect(0, 0, width, height);
  phases(context, edge, top, bottom, size, colour);
  axes(context, edge, y, bottom, highest, size, colour);
  if (Number.isFinite(curve.weight)) level(context, edge, y(curve.weight), size, colour);
  trace(context, curve.sum, edge, y, colour.total, 1.5, []);
  trace(context, curve.left, edge, y, colour.left, 3, []);
  trace(context, curve.right, edge, y, colour.right, 3.5, [10, 5]);
  eventLines(context, edge, top, height, colour);
}

function phases(context, edge, top, bottom, size, colour) {
  context.font = font(size, 600);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  (curve.phases ?? []).forEach((phase, i) => {
    const [from, to] = [xOf(phase.from, edge), xOf(phase.to, edge)];
    context.fillStyle = colour[i % 2 ? "phase-b" : "phase-a"];
    context.fillRect(from, top - size * 1.5, to - from, bottom - top + size * 1.5);
    const name = named("phase", phase.id, phase.name);
    context.fillStyle = colour.soft;
    let words = name;
    context.font = font(size * Math.max(0.72, Math.min(1, (to - from - 6) / context.measureText(name).width)), 600);
    while (words.length > 1 && context.measureText(words).width > to - from - 4) words = `${words.slice(0, -2)}…`;
    if (words.length > 3 || words === name) context.fillText(words, (from + to) / 2, top - size * 0.4);
    context.font = font(size, 600);
  });
}

function axes(context, edge, y, bottom, highest, size, colour) {
  const factor = forceFactor();
  const part = step(highest * factor, 4);
  context.font = font(size);
  context.lineWidth = 1;
  context.strokeStyle = colour.grid;
  context.fillStyle = colour.soft;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (let value = 0; value <= highest * factor; value += part) {
    const at = Math.round(y(value / factor)) + 0.5;
    context.beginPath();
    context.moveTo(edge.left, at);
    context.lineTo(edge.right, at);
    context.stroke();
    context.fillText(number(value, 0), edge.left - 6, at);
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const length = curve.to - curve.from;
  const tick = step(length, Math.max(2, Math.floor((edge.right - edge.left) / 90)));
  for (let time = 0; time <= length; time += tick) {
    context.fillText(`${number(time, tick < 1 ? 1 : 0)} s`, xOf(curve.from + time, edge), bottom + size * 1.4);
  }
  context.textAlign = "left";
  context.fillText(shownUnit("N"), 4, size);
}

function level(context, edge, at, size, colour) {
  context.strokeStyle = colour.soft;
  context.setLineDash([2, 4]);
  context.beginPath();
  context.moveTo(edge.left, at);
  context.lineTo(edge.right, at);
  context.stroke();
  context.setLineDash([]);
  context.font = font(size * 0.85);
  context.fillStyle = colour.soft;
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText(t("review.weight"), edge.right - 4, at - 2);
}

function trace(context, values, edge, y, colour, width, dash) {
  if (!values) return;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.beginPath();
  let open = false;
  curve.time.forEach((time, i) => {
    if (!Number.isFinite(values[i])) {
      open = false;
      return;
    }
    if (open) context.lineTo(xOf(time, edge), y(values[i]));
    else context.moveTo(xOf(time, edge), y(values[i]));
    open = true;
  });
  context.stroke();
  context.setLineDash([]);
}

function eventLines(context, edge, top, height, colour) {
  for (const event of curve.events ?? []) {
    const x = xOf(shownTime(event), edge);
    const active = document.activeElement === $("events").querySelector(`[data-key="${CSS.escape(event.id)}"]`);
    context.strokeStyle = active ? colour.accent : colour.ink;
    context.lineWidth = active ? 2.5 : 1.25;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, height);
    context.stroke();
  }
}
