// Live curves of left, right and total: the last eight seconds, drawn when a frame has come.

import { font, sharp, step } from "./canvas.js";
import { palette } from "./palette.js";
import { t } from "./strings.js";
import { force, forceFactor } from "./units.js";
import { send } from "./wire.js";

const seconds = 8;
const capacity = 4096;
const dashOn = 6;
const dashWhole = 10;

const times = new Float64Array(capacity);
const pairs = { l: new Float32Array(2 * capacity), r: new Float32Array(2 * capacity), s: new Float32Array(2 * capacity) };
let count = 0;
let ceiling = 100;
let peaks = { left: null, right: null };
let pending = null;
let canvas = null;
let afterDraw = () => {};

/** Begins drawing into a canvas; `then` is called with each frame that was drawn. */
export function startCurves(node, then) {
  canvas = node;
  afterDraw = then;
  new ResizeObserver(() => schedule()).observe(node);
}

/** Takes a frame of the program; it is drawn in the next animation frame. */
export function pushFrame(frame, arrived) {
  append(frame);
  peaks = { left: frame.leftPeak ?? null, right: frame.rightPeak ?? null };
  if (!pending?.frame) schedule();
  pending = { frame, arrived };
}

/** Draws again, after a change of theme, unit or language. */
export const redrawCurves = () => schedule();

function schedule() {
  if (pending) return;
  pending = {};
  requestAnimationFrame(paint);
}

function append(frame) {
  const of = Math.max(frame.l?.length ?? 0, frame.r?.length ?? 0, frame.s?.length ?? 0) / 2;
  const spacing = frame.dt || 1 / 60;
  if (count && frame.time < times[(count - 1) % capacity]) count = 0;
  for (let i = 0; i < of; i++) {
    const at = count % capacity;
    times[at] = frame.time - (of - 1 - i) * spacing;
    for (const name of ["l", "r", "s"]) {
      pairs[name][2 * at] = frame[name]?.[2 * i] ?? NaN;
      pairs[name][2 * at + 1] = frame[name]?.[2 * i + 1] ?? NaN;
    }
    count++;
  }
}

function paint() {
  const drawn = pending;
  pending = null;
  if (canvas.clientWidth > 0) draw();
  if (!drawn?.frame) return;
  afterDraw(drawn.frame);
  send({ t: "drawn", n: drawn.frame.n, ms: Math.round((performance.now() - drawn.arrived) * 10) / 10 });
}

function firstShown() {
  const newest = times[(count - 1) % capacity];
  let first = Math.max(0, count - capacity);
  while (first < count && times[first % capacity] < newest - seconds) first++;
  return first;
}

function fit(first) {
  let highest = 20;
  for (let i = first; i < count; i++) {
    const value = pairs.s[2 * (i % capacity) + 1];
    if (value > highest) highest = value;
    const single = Math.max(pairs.l[2 * (i % capacity) + 1], pairs.r[2 * (i % capacity) + 1]);
    if (single > highest) highest = single;
  }
  const wanted = highest * 1.12;
  ceiling = wanted > ceiling ? wanted : ceiling + (wanted - ceiling) * 0.02;
}

function draw() {
  const { context, width, height } = sharp(canvas);
  const colour = palette();
  context.clearRect(0, 0, width, height);
  const first = firstShown();
  fit(first);
  const size = Math.max(12, Math.min(20, height / 16));
  const box = { left: size * 3.6, right: width - size * 2.2, top: size, bottom: height - size * 1.6 };
  const y = (value) => box.bottom - (value / ceiling) * (box.bottom - box.top);
  grid(context, box, y, size, colour);
  if (!count) return;
  const newest = times[(count - 1) % capacity];
  const x = (time) => box.right - ((newest - time) / seconds) * (box.right - box.left);
  context.save();
  context.beginPath();
  context.rect(box.left, 0, box.right - box.left + 2, box.bottom + 3);
  context.clip();
  line(context, pairs.s, first, x, y, colour.total, () => 1.5);
  line(context, pairs.l, first, x, y, colour.left, () => 3.5);
  line(context, pairs.r, first, x, y, colour.right, (i) => (i % dashWhole < dashOn ? 4.5 : 1.25));
  context.restore();
  peakTicks(context, box, y, size, colour);
  ends(context, box, y, size, colour);
}

function grid(context, box, y, size, colour) {
  const shown = ceiling * forceFactor();
  const part = step(shown, 4);
  context.font = font(size);
  context.fillStyle = colour.soft;
  context.strokeStyle = colour.grid;
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (let value = 0; value <= shown; value += part) {
    const at = Math.round(y(value / forceFactor())) + 0.5;
    context.beginPath();
    context.moveTo(box.left, at);
    context.lineTo(box.right, at);
    context.stroke();
    context.fillText(force(value / forceFactor()), box.left - 8, at);
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (let back = 0; back <= seconds; back += 2) {
    const at = box.right - (back / seconds) * (box.right - box.left);
    context.fillText(back === 0 ? "0 s" : `−${back}`, at, box.bottom + size * 1.3);
  }
}

// Draws in runs of one width; what is missing leaves a gap, and a thin stretch of the right side hides no peak.
function line(context, values, first, x, y, colour, widthOf) {
  context.strokeStyle = colour;
  context.lineJoin = "round";
  context.lineCap = "butt";
  let open = false;
  let width = 0;
  let [lastX, lastY] = [0, 0];
  for (let i = first; i < count; i++) {
    const at = i % capacity;
    const [low, high] = [values[2 * at], values[2 * at + 1]];
    const torn = i > first && times[at] - times[(i - 1) % capacity] > 0.25;
    if (Number.isNaN(low) || torn) {
      if (open) context.stroke();
      open = false;
      if (Number.isNaN(low)) continue;
    }
    const wanted = widthOf(i);
    if (!open || wanted !== width) {
      if (open) context.stroke();
      context.beginPath();
      context.lineWidth = wanted;
      if (open) context.moveTo(lastX, lastY);
      width = wanted;
    }
    const left = x(times[at]);
    const rising = open && y(low) < lastY;
    const [from, to] = rising ? [low, high] : [high, low];
    if (open) context.lineTo(left, y(from));
    else context.moveTo(left, y(from));
    context.lineTo(left, y(to));
    [lastX, lastY] = [left, y(to)];
    open = true;
  }
  if (open) context.stroke();
}

function peakTicks(context, box, y, size, colour) {
  for (const [name, value] of Object.entries(peaks)) {
    if (value === null) continue;
    const at = y(value);
    context.strokeStyle = colour[name];
    context.lineWidth = 2;
    context.setLineDash(name === "left" ? [] : [7, 5]);
    context.beginPath();
    context.moveTo(box.left, at);
    context.lineTo(box.left + size * 2, at);
    context.stroke();
    context.setLineDash([]);
  }
}

function ends(context, box, y, size, colour) {
  const at = (count - 1) % capacity;
  const marks = [["s", "total", "letter.total"], ["l", "left", "letter.left"], ["r", "right", "letter.right"]]
    .map(([name, tone, key]) => ({ tone, words: t(key), y: y((pairs[name][2 * at] + pairs[name][2 * at + 1]) / 2) }))
    .filter((mark) => Number.isFinite(mark.y))
    .sort((a, b) => b.y - a.y);
  context.font = font(size, 700);
  context.textAlign = "left";
  context.textBaseline = "middle";
  let below = Infinity;
  for (const mark of marks) {
    const place = Math.max(box.top, Math.min(mark.y, below - size));
    context.fillStyle = colour[mark.tone];
    context.fillText(mark.words, box.right + 6, place);
    below = place;
  }
}
