// The result of the set: the difference in big words with its interval and verdict, then the other values.

import { $, keyed, make, show, text, vector } from "./dom.js";
import { named, number, t } from "./strings.js";
import { difference, interval, quantity, side } from "./units.js";
import { sentence } from "./sentences.js";
import { metricName } from "./trials.js";

/** Shows the summary of the set; the first value with sides is the big one. */
export function showResult(state) {
  const rows = state.summary ?? [];
  const over = ["review", "saved"].includes(state.phase);
  show($("result"), over && rows.length > 0);
  show($("so-far"), !over && rows.length > 0);
  if (!rows.length) return;
  const first = rows.find((row) => Number.isFinite(row.asymmetry?.value)) ?? rows.find((row) => row.asymmetry) ?? rows[0];
  if (!over) return soFar($("so-far"), first);
  hero($("hero"), first);
  keyed($("summary"), rows.filter((row) => row !== first), (row) => row.id, () => valueRow(), (node, row) => fillRow(node, row));
}

// Between trials the set stands in short above the list, so that the live view keeps the screen.
function soFar(node, row) {
  text(node.querySelector(".what"), headOf(row));
  text(node.querySelector(".words"), row.asymmetry ? difference(row.asymmetry) : quantity(row.both, row.unit, row.status));
  verdict(node.querySelector(".verdict"), row.asymmetry);
}

const headOf = (row) => `${metricName(row)} · ${t("result.of", { n: row.n ?? 0, rule: named("rule", row.rule, row.rule) })}`;

function hero(node, row) {
  if (!node.firstChild) {
    node.append(make("p", { class: "what" }), make("p", { class: "words" }), make("p", { class: "verdict" }),
      make("p", { class: "range" }), vector("svg", { class: "axis", viewBox: "0 0 200 20", "aria-hidden": "true" }), make("p", { class: "sides" }));
  }
  const found = row.asymmetry;
  text(node.querySelector(".what"), headOf(row));
  text(node.querySelector(".words"), found ? difference(found) : quantity(row.both, row.unit, row.status));
  verdict(node.querySelector(".verdict"), found);
  text(node.querySelector(".range"), interval(found));
  text(node.querySelector(".sides"), sides(row));
  axis(node.querySelector(".axis"), found);
}

/** Puts the verdict of a difference into a node, with what it rests on. */
function verdict(node, found) {
  show(node, Boolean(found?.verdict));
  node.className = `verdict ${found?.verdict ?? ""}`;
  text(node, found?.verdict ? [t(`verdict.${found.verdict}`), reason(found)].filter(Boolean).join(": ") : "");
}

const reason = (found) => sentence(found.reason);

/** Both sides of a row in words, with their spread. */
function sides(row) {
  const one = (name) => {
    if (row[name] === undefined || row[name] === null) return null;
    const spread = row[`cv_${name}`];
    const label = name === "both" ? t("both") : side(name);
    return `${label} ${quantity(row[name], row.unit)}${Number.isFinite(spread) ? ` (${t("cv")} ${number(spread, 1)} %)` : ""}`;
  };
  return ["left", "right", "both"].map(one).filter(Boolean).join(" · ");
}

// Left of the middle is more on the left; the bar is the interval, the line the value.
function axis(node, found) {
  node.replaceChildren();
  const known = found?.index !== "share" && Number.isFinite(found?.value);
  node.classList.toggle("none", !known);
  if (!known) return;
  const ends = found.ci95 ?? [found.value, found.value];
  const reach = Math.max(10, ...[...ends, found.value].map((value) => Math.abs(value) * 1.15));
  const x = (value) => 100 + (value / reach) * 96;
  node.append(vector("line", { x1: 4, x2: 196, y1: 10, y2: 10, class: "base" }), vector("line", { x1: 100, x2: 100, y1: 1, y2: 19, class: "zero" }),
    vector("rect", { x: x(ends[0]), y: 6, width: Math.max(0.1, x(ends[1]) - x(ends[0])), height: 8, rx: 2, class: found.larger ?? "" }),
    vector("line", { x1: x(found.value), x2: x(found.value), y1: 2, y2: 18, class: "value" }));
}

/** Makes a row for one value: name, value, sides. */
export function valueRow() {
  return make("li", {}, make("span", { class: "what" }), make("span", { class: "words" }), make("span", { class: "verdict" }),
    make("span", { class: "range" }), make("span", { class: "sides" }));
}

/** Fills a row with a value of a set or of a trial. */
export function fillRow(node, row) {
  const found = row.asymmetry;
  text(node.querySelector(".what"), metricName(row));
  node.classList.toggle("pending", Boolean(row.pending));
  text(node.querySelector(".words"), row.pending ? t("trial.pending") : found ? difference(found) : quantity(row.both ?? row.left ?? row.right, row.unit, row.status));
  node.classList.toggle("none", !row.pending && (found ? found.value === undefined || found.value === null : (row.both ?? row.left ?? row.right ?? null) === null));
  verdict(node.querySelector(".verdict"), row.pending ? null : found);
  text(node.querySelector(".range"), row.pending ? "" : interval(found));
  text(node.querySelector(".sides"), row.pending ? "" : found || row.cv_both !== undefined ? sides(row) : "");
}
