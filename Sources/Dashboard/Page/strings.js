// The language of this screen: looks words up, falls back to English, and formats numbers.

import { en } from "./words-en.js";
import { de } from "./words-de.js";
import { es } from "./words-es.js";
import { pref } from "./prefs.js";

const tables = { en, de, es };

/** The languages by their own names. */
export const languages = { en: "English", de: "Deutsch", es: "Español" };

/** The language in use: the choice, else the browser's, else English. */
export function language() {
  if (tables[pref("language")]) return pref("language");
  const wished = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2));
  return wished.find((tag) => tables[tag]) ?? "en";
}

/** True where the language in use has words for this key. */
export const has = (key) => tables[language()][key] !== undefined;

/** The words for a key, with `{name}` replaced by arguments. */
export function t(key, args = {}) {
  const words = tables[language()][key] ?? en[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (args[name] ?? whole).toString());
}

/** The words for an id of the program, or what the program itself calls it. */
export const named = (group, id, fallback) => (has(`${group}.${id}`) ? t(`${group}.${id}`) : fallback ?? id ?? "");

const formats = new Map();

/** A number in the language in use with a fixed number of decimals. */
export function number(value, decimals) {
  const key = `${language()} ${decimals}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(language(), {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false,
    }));
  }
  const scale = 10 ** decimals;
  // A rounded −0 would read as a side; the minus sign is the typographic one.
  return formats.get(key).format(Math.round(value * scale) === 0 ? 0 : value).replace("-", "−");
}

/** Puts words into all marked elements below a node. */
export function translate(root) {
  document.documentElement.lang = language();
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of root.querySelectorAll("[data-hint]")) node.setAttribute("placeholder", t(node.dataset.hint));
}
