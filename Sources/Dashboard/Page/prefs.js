// Choices of this screen alone, kept in localStorage; nothing about a person is among them.

const defaults = {
  language: "", theme: "auto", force: "N", height: "cm", big: false,
  sound: true, speech: true, tone: false, volume: 0.6,
};
const listeners = new Set();
let chosen = load();

function load() {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem("bilanx") ?? "{}") };
  } catch {
    return { ...defaults };
  }
}

/** The value of a choice. */
export const pref = (name) => chosen[name];

/** Changes a choice, keeps it and tells everybody. */
export function setPref(name, value) {
  chosen = { ...chosen, [name]: value };
  try {
    localStorage.setItem("bilanx", JSON.stringify(chosen));
  } catch { /* A browser that keeps nothing still shows the choice until it is closed. */ }
  for (const listener of listeners) listener(name);
}

/** Calls back with the name of each choice that changes. */
export const onPref = (listener) => listeners.add(listener);
