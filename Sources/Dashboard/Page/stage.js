// The live view around the curves: prompt, progress, countdown, rest, and what is said of loss, clock and latency.

import { $, attribute, show, text } from "./dom.js";
import { speak } from "./sound.js";
import { has, named, number, t } from "./strings.js";
import { clock, shownUnit } from "./units.js";

let lastPrompt = null;
let restEnds = null;

/** The prompt in the language in use. */
export const promptWords = (state) => (has(`prompt.${state.promptKey}`) ? t(`prompt.${state.promptKey}`) : state.prompt ?? "");

/** Shows what the state says of the live view. */
export function showStage(state) {
  document.body.dataset.phase = state.phase;
  const words = promptWords(state);
  text($("prompt"), words);
  if (state.promptKey !== lastPrompt) {
    if (lastPrompt !== null) speak(words);
    text($("announce"), words);
    lastPrompt = state.promptKey;
  }
  const wanted = state.wanted ? t("progress.of", { done: state.done ?? 0, wanted: state.wanted }) : "";
  const limb = state.nextLimb ?? state.limb;
  text($("progress"), [wanted, limb && limb !== "both" ? t("progress.limb", { limb: named("side", limb) }) : ""].filter(Boolean).join(" · "));
  restEnds = state.rest?.left > 0 ? performance.now() + state.rest.left * 1000 : null;
  showRest();
  const counting = Number.isFinite(state.countdown) && state.countdown > 0;
  show($("countdown"), counting);
  if (counting) text($("countdown"), String(Math.ceil(state.countdown)));
}

/** Counts the rest down between states. */
export function showRest() {
  show($("rest"), restEnds !== null);
  if (restEnds !== null) text($("rest"), t("rest.left", { time: clock((restEnds - performance.now()) / 1000) }));
}

/** Puts the names of the sides and the unit of force on the view. */
export function nameSides() {
  text($("left-letter"), t("letter.left"));
  text($("right-letter"), t("letter.right"));
  text($("share-left"), t("letter.left"));
  text($("share-right"), t("letter.right"));
  text($("left-name"), t("Side.left"));
  text($("right-name"), t("Side.right"));
  attribute($("share"), "aria-label", t("share.label"));
  for (const node of document.querySelectorAll(".scale .half")) text(node, number(62.5, 1));
  for (const node of document.querySelectorAll(".force-unit")) text(node, shownUnit("N"));
}

/** How many samples were lost and how it is known, in words. */
export function lossWords(loss) {
  if (!loss) return t("loss.unknown");
  const sum = loss.missing + loss.duplicate + loss.reordered + loss.corrupt;
  if (sum === 0) return t("loss.none");
  return t("loss.some", loss);
}

/** The state of the clocks in words. */
export function clockWords(clocks) {
  if (!clocks) return t("clock.unknown");
  const words = t(`clock.${clocks.state}`);
  return Number.isFinite(clocks.uncertainty_ms) && clocks.count > 1 ? `${words} (± ${number(clocks.uncertainty_ms, 2)} ms)` : words;
}

/** The latency from the newest sample to the drawn frame in words. */
export function latencyWords(latency) {
  if (!latency?.n || !Number.isFinite(latency.p50_ms)) return t("latency.none");
  return t("latency.words", { p50: number(latency.p50_ms, 0), p99: number(latency.p99_ms, 0) });
}

/** The line below the curves. */
export function showFoot(state, frame) {
  const loss = frame?.loss ? { ...state.loss, ...frame.loss } : state.loss;
  const clocks = frame?.clock ? { ...state.clocks, state: frame.clock } : state.clocks;
  const rate = frame?.rate ?? state.rate;
  const away = frame?.away ? `${frame.away}: ${t("device.away")}` : null;
  text($("stage-foot"), [
    away, rate ? t("rate", { rate: number(rate, 0) }) : null, clockWords(clocks), lossWords(loss), latencyWords(state.latency),
  ].filter(Boolean).join(" · "));
  $("stage-foot").classList.toggle("warn", Boolean(away) || lossWords(loss) !== t("loss.none"));
}

/** The frame's progress, where it counts something else than trials. */
export function frameProgress(frame, state) {
  if (!frame.progress || state.wanted) return;
  text($("progress"), t(`progress.${frame.progress.unit}`, { value: number(frame.progress.value, frame.progress.unit === "seconds" ? 1 : 0) }));
}
