// The list of trials: status in words, the first value, the difference, and what can be done with each.

import { $, attribute, keyed, make, show, text } from "./dom.js";
import { give } from "./actions.js";
import { ask } from "./dialogs.js";
import { store } from "./store.js";
import { has, named, t } from "./strings.js";
import { difference, quantity, side, statusWords } from "./units.js";

const usual = ["stumbled", "notFull", "technique", "steppedOff", "disturbed", "pain"];
const stored = {
  stumbled: "stumbled", notFull: "not a full effort", technique: "wrong technique", steppedOff: "stepped off",
  disturbed: "disturbed", pain: "stopped for pain",
};

/** Shows all trials; `open` is called with the number of one that is tapped. */
export function showTrials(state, open) {
  const trials = state.trials ?? [];
  show($("trials"), trials.length > 0);
  keyed($("trial-list"), [...trials].reverse(), (trial) => trial.index, (trial) => row(trial, open), fill);
}

function row(trial, open) {
  const index = trial.index;
  const main = make("button", { type: "button", class: "open" },
    make("span", { class: "index" }, String(index)), make("span", { class: "body" },
      make("span", { class: "value" }), make("span", { class: "sub" }), make("span", { class: "badges" })));
  main.addEventListener("click", () => open(index));
  const drop = make("button", { type: "button", class: "act drop", "data-cmd": "discard" });
  drop.addEventListener("click", () => discard(index));
  const keep = make("button", { type: "button", class: "act keep", "data-cmd": "keep" });
  keep.addEventListener("click", () => give({ do: "keep", trial: index }));
  return make("li", {}, main, drop, keep);
}

async function discard(index) {
  const reason = await ask({
    title: t("discard.title", { n: index }), label: t("discard.own"), go: t("discard.go"),
    usual: usual.map((id) => ({ words: t(`discard.${id}`), value: stored[id] })),
  });
  if (reason) give({ do: "discard", trial: index, reason });
}

/** Words of a reason that was stored. */
export function whyWords(why) {
  const id = usual.find((name) => stored[name] === why);
  if (id) return t(`discard.${id}`);
  return why === "retake" ? t("discard.retake") : why ?? "";
}

/** What was found of a trial, in words. */
export function reasonsOf(trial) {
  return (trial.reasons ?? []).map((reason) => named("reason", reason.id, reason.words)).join("; ");
}

/** The words for the state of a trial. */
export function trialStatus(trial) {
  if (trial.pending) return t("trial.pending");
  if (!trial.kept) return t("trial.discarded");
  return trial.status === "ok" ? t("trial.kept") : statusWords(trial.status);
}

function fill(node, trial) {
  node.className = trial.kept ? "" : "dropped";
  node.classList.toggle("current", store.open === trial.index);
  const main = node.querySelector(".open");
  text(main.querySelector(".value"), headline(trial));
  text(main.querySelector(".sub"), details(trial));
  badges(main.querySelector(".badges"), trial);
  attribute(main, "aria-pressed", store.open === trial.index);
  attribute(main, "aria-label", `${t("trial.name", { n: trial.index })}: ${spoken(trial)}`);
  const drop = node.querySelector(".drop");
  const keep = node.querySelector(".keep");
  text(drop, t("trial.drop"));
  text(keep, t("trial.keep"));
  attribute(drop, "aria-label", t("trial.dropN", { n: trial.index }));
  attribute(keep, "aria-label", t("trial.keepN", { n: trial.index }));
  show(drop, trial.kept);
  show(keep, !trial.kept);
}

/** The name of a metric in the language in use. */
export const metricName = (metric) => (has(`metric.${metric.id}`) ? t(`metric.${metric.id}`) : metric.name);

function headline(trial) {
  const metric = trial.metrics?.[0];
  if (trial.pending || !metric || metric.pending) return t("trial.pending");
  const value = metric.both ?? (trial.limb === "both" ? undefined : metric[trial.limb]);
  if (value === undefined && metric.asymmetry) return difference(metric.asymmetry);
  return quantity(value, metric.unit, metric.status);
}

function details(trial) {
  const limb = trial.limb && trial.limb !== "both" ? side(trial.limb) : null;
  const found = trial.kept ? reasonsOf(trial) : whyWords(trial.why);
  const metric = trial.metrics?.find((one) => one.asymmetry);
  const known = metric && !metric.pending && metric.asymmetry.value !== undefined;
  return [limb, known ? `${metricName(metric)} ${difference(metric.asymmetry)}` : null, found].filter(Boolean).join(" · ");
}

function badges(node, trial) {
  const words = [];
  if (!trial.kept) words.push(["off", t("trial.discarded")]);
  else if (!trial.pending && trial.status !== "ok") words.push(["warn", statusWords(trial.status)]);
  if (trial.outlier) words.push(["warn", t("trial.outlier")]);
  keyed(node, words, ([, word]) => word, ([tone, word]) => make("span", { class: `badge ${tone}` }, word), () => {});
}

function spoken(trial) {
  return [headline(trial), trialStatus(trial), trial.outlier ? t("trial.outlier") : null, details(trial)].filter(Boolean).join(", ");
}
