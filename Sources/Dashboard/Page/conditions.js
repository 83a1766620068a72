// The conditions of the test and the target of training, sent when a field is left.

import { $, attribute, make, text } from "./dom.js";
import { give } from "./actions.js";
import { toast } from "./news.js";
import { testOf } from "./store.js";
import { number, t } from "./strings.js";
import { pref } from "./prefs.js";
import { typed } from "./units.js";

const pound = 0.45359237;
const length = () => (pref("height") === "in" ? { by: 0.0254, unit: "in" } : { by: 0.01, unit: "cm" });
const mass = () => (pref("force") === "lbf" ? { by: pound, unit: "lb" } : { by: 1, unit: "kg" });
const plain = () => ({ by: 1, unit: "°" });
const fields = [
  { id: "footwear" }, { id: "cue" }, { id: "angle_deg", scale: plain }, { id: "lever_m", scale: length },
  { id: "box_m", scale: length }, { id: "load_kg", scale: mass }, { id: "words" },
];
const dirty = new Set();
let current = {};

/** Makes the fields; again after a change of language or units. */
export function startConditions() {
  $("conditions-fields").replaceChildren(...fields.map(fieldOf));
}

function fieldOf({ id, scale }) {
  const name = `condition-${id}`;
  const input = make("input", { id: name, autocomplete: "off", maxlength: 200, "data-cmd": "conditions", inputmode: scale ? "decimal" : null });
  input.addEventListener("input", () => dirty.add(id));
  input.addEventListener("change", sendAll);
  const words = scale ? `${t(`conditions.${id}`)} (${scale().unit})` : t(`conditions.${id}`);
  return make("div", { "data-field": id }, make("label", { for: name }, words), input);
}

function valueOf({ id, scale }) {
  const words = $(`condition-${id}`).value.trim();
  if (!words) return undefined;
  if (!scale) return words;
  const value = typed(words);
  return value === null ? undefined : Math.round(value * scale().by * 1e6) / 1e6;
}

async function sendAll() {
  const wrong = fields.filter((field) => field.scale && badNumber($(`condition-${field.id}`)));
  if (wrong.length) return toast(t("notANumber"), true);
  const body = { do: "conditions" };
  for (const field of fields) {
    const value = dirty.has(field.id) ? valueOf(field) : current[field.id];
    if (value !== undefined && value !== null) body[field.id] = value;
  }
  if (await give(body)) dirty.clear();
}

/** Marks a field whose words are no number; true where it is one of those. */
function badNumber(input) {
  const bad = input.value.trim() !== "" && typed(input.value) === null;
  attribute(input, "aria-invalid", bad ? "true" : null);
  return bad;
}

/** Shows the conditions, and only those that the test knows. */
export function showConditions(state) {
  current = state.conditions ?? {};
  const wanted = testOf(state.test)?.conditions;
  const said = [];
  for (const { id, scale } of fields) {
    const input = $(`condition-${id}`);
    const value = current[id];
    const words = value === undefined || value === null ? "" : scale ? trim(value / scale().by) : value;
    if (!dirty.has(id) && document.activeElement !== input && input.value !== words) input.value = words;
    input.parentElement.hidden = Boolean(wanted) && id !== "words" && !wanted.includes(id);
    if (words) said.push(scale ? `${words} ${scale().unit}` : words);
  }
  text($("conditions-said"), said.join(" · "));
}

const trim = (value) => number(value, 2).replace(/([.,]\d*?)0+$/, "$1").replace(/[.,]$/, "");

/** Connects the target of training. */
export function startTarget() {
  $("target-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [low, high] = [typed($("target-low").value), typed($("target-high").value)];
    const bad = [$("target-low"), $("target-high")].map(badNumber).includes(true);
    if (bad) toast(t("notANumber"), true);
    else if (low !== null && high !== null && low < high) give({ do: "target", quantity: "share", low, high });
    else $("target-low").focus();
  });
  $("target-off").addEventListener("click", () => give({ do: "target", quantity: "share" }));
}

/** Shows the target of training. */
export function showTargetFields(state) {
  const { low, high } = state.target ?? {};
  for (const [id, value] of [["target-low", low ?? 45], ["target-high", high ?? 55]]) {
    const input = $(id);
    if (document.activeElement !== input && input.dataset.shown !== String(value)) {
      input.value = trim(value);
      input.dataset.shown = String(value);
    }
  }
  const on = Number.isFinite(low) && Number.isFinite(high);
  text($("target-said"), on ? t("target.said", { low: trim(low), high: trim(high) }) : t("target.none"));
}
