// Draws the curve of a trial: both sides and the total over named phases, with the lines of the events.

import { font, sharp, step } from "./canvas.js";
import { palette } from "./palette.js";
import { named, number, t } from "./strings.js";
import { forceFactor, shownUnit } from "./units.js";

let curve = null;

/** Left and right edge of the plot in a box of that width. */
export const edges = (width) => ({ left: Math.max(40, Math.min(64, width * 0.06)), right: width - 12 });

/** Where a time of a curve stands between the edges. */
export const xOf = (time, edge, of = curve) => edge.left + ((time - of.from) / (of.to - of.from)) * (edge.right - edge.left);

/** Draws a curve; `timeOf` gives the time of an event, `active` is the id of the one that has the focus. */
export function drawTrial(canvas, drawn, timeOf, active) {
  curve = drawn;
  draw(canvas, edges(canvas.clientWidth), timeOf, active);
}

function draw(canvas, edge, timeOf, active) {
  const { context, width, height } = sharp(canvas);
  const colour = palette();
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
  eventLines(context, { edge, top, height }, colour, timeOf, active);
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

function eventLines(context, { edge, top, height }, colour, timeOf, active) {
  for (const event of curve.events ?? []) {
    const x = xOf(timeOf(event), edge);
    context.strokeStyle = event.id === active ? colour.accent : colour.ink;
    context.lineWidth = event.id === active ? 2.5 : 1.25;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, height);
    context.stroke();
  }
}
