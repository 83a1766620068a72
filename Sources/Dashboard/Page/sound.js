// Sound: beeps for what happens, a tone for the load share, speech for reasons. Sound latency is not measured.

import { pref } from "./prefs.js";
import { language } from "./strings.js";

let context = null;
let master = null;
let tone = null;
let lastSaid = { words: "", at: -1e9 };

/** Makes sound possible; browsers allow it only from a gesture. */
export function unlockSound() {
  try {
    context ??= new (window.AudioContext || window.webkitAudioContext)();
    if (!master) {
      master = context.createGain();
      master.connect(context.destination);
    }
    if (context.state === "suspended") context.resume().catch(() => {});
    setVolume();
  } catch {
    context = null;
  }
}

/** Takes over the volume that is chosen. */
export function setVolume() {
  if (master) master.gain.value = pref("sound") ? pref("volume") : 0;
}

/** True where sound has been made possible by a gesture. */
export const soundUnlocked = () => context?.state === "running";

function beep(frequency, start, length, level = 0.5, shape = "sine") {
  if (!context || context.state !== "running" || !pref("sound")) return;
  const at = context.currentTime + start;
  const [source, gain] = [context.createOscillator(), context.createGain()];
  source.type = shape;
  source.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(level, at + 0.01);
  gain.gain.setValueAtTime(level, at + length - 0.03);
  gain.gain.linearRampToValueAtTime(0, at + length);
  source.connect(gain).connect(master);
  source.start(at);
  source.stop(at + length + 0.01);
}

const figures = {
  countdown: [[880, 0, 0.12]],
  go: [[1320, 0, 0.45]],
  registered: [[660, 0, 0.12], [990, 0.13, 0.22]],
  rejected: [[440, 0, 0.16, 0.5, "triangle"], [294, 0.18, 0.3, 0.5, "triangle"]],
  notice: [[587, 0, 0.12]],
  done: [[523, 0, 0.14], [659, 0.15, 0.14], [784, 0.3, 0.35]],
};

/** Plays the figure of a kind of news. */
export function play(kind) {
  for (const note of figures[kind] ?? []) beep(...note);
}

/** Speaks where the browser can; silence is no error. */
export function speak(words, tongue = language()) {
  const now = performance.now();
  if (!words || !pref("sound") || !pref("speech")) return;
  if (words === lastSaid.words && now - lastSaid.at < 2000) return;
  lastSaid = { words, at: now };
  try {
    const speech = window.speechSynthesis;
    if (!speech || typeof SpeechSynthesisUtterance === "undefined") return;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.lang = tongue;
    utterance.volume = pref("volume");
    utterance.onerror = () => {};
    speech.speak(utterance);
  } catch { /* A browser without voices stays silent; the words are on the screen. */ }
}

/** Follows the load share: heard on the side that carries more, higher the further it is from the target. */
export function shareTone(share, target, running) {
  const wanted = Boolean(running && pref("tone") && pref("sound") && context?.state === "running" && Number.isFinite(share));
  if (!wanted) {
    if (tone) tone.gain.gain.setTargetAtTime(0, context.currentTime, 0.03);
    return;
  }
  tone ??= makeTone();
  const off = distance(share, target);
  const now = context.currentTime;
  tone.source.frequency.setTargetAtTime(330 * 2 ** (Math.min(off, 24) / 12), now, 0.02);
  tone.gain.gain.setTargetAtTime(off === 0 ? 0.12 : 0.3, now, 0.03);
  tone.pan?.pan.setTargetAtTime(Math.max(-1, Math.min(1, (share - 50) / 15)), now, 0.02);
}

/** How far a share is from its target band in percent of load; from 50 % where there is no band. */
export function distance(share, target) {
  const [low, high] = [target?.low ?? 49, target?.high ?? 51];
  return share < low ? low - share : share > high ? share - high : 0;
}

function makeTone() {
  const [source, gain] = [context.createOscillator(), context.createGain()];
  gain.gain.value = 0;
  const pan = context.createStereoPanner ? context.createStereoPanner() : null;
  source.connect(gain);
  if (pan) gain.connect(pan).connect(master);
  else gain.connect(master);
  source.start();
  return { source, gain, pan };
}
