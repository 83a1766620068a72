// Values for people: units by choice, decimals by size, sides in words, and words where a value is absent.

import { pref } from "./prefs.js";
import { named, number, t } from "./strings.js";

const perNewton = { N: 1, kgf: 1 / 9.80665, lbf: 1 / 4.4482216152605 };
const perMetre = { cm: 100, in: 1 / 0.0254 };

/** What newtons are multiplied by for display. */
export const forceFactor = () => perNewton[pref("force")] ?? 1;

/** What metres are multiplied by for display. */
export const heightFactor = () => perMetre[pref("height")] ?? 100;

/** The unit a value is shown in. */
export function shownUnit(unit) {
  if (unit === "m") return pref("height");
  if (unit === "1" || !unit) return "";
  return /^N(·s|\/s|·m)?$/.test(unit) ? unit.replace("N", pref("force")) : unit;
}

function factor(unit) {
  if (unit === "m") return heightFactor();
  return /^N(·s|\/s|·m)?$/.test(unit ?? "") ? forceFactor() : 1;
}

function decimals(value, unit) {
  if (unit === "%" || unit === "m") return 1;
  const size = Math.abs(value);
  if (unit === "s") return size < 10 ? 3 : 1;
  if (size >= 100) return 0;
  return size >= 10 ? 1 : 2;
}

/** A number of a unit without the unit. */
export function bare(value, unit) {
  const shown = value * factor(unit);
  return number(shown, decimals(shown, unit));
}

/** A value with its unit, or the words of its status where there is none. */
export function quantity(value, unit, status) {
  if (value === null || value === undefined) return statusWords(status);
  return `${bare(value, unit)} ${shownUnit(unit)}`.trim();
}

/** Why a value is absent or carries a warning. */
export const statusWords = (status) => named("status", status && status !== "ok" ? status : "absent");

/** A force of the live view in whole units. */
export function force(newtons) {
  if (newtons === null || newtons === undefined) return "–";
  const unit = pref("force");
  return number(newtons * forceFactor(), unit === "N" ? 0 : 1);
}

/** The word for a side. */
export const side = (name) => named("side", name);

function magnitude(asymmetry) {
  const unit = asymmetry.unit === "1" ? "" : asymmetry.unit ?? "%";
  if (asymmetry.index === "share") {
    return { value: asymmetry.larger === "left" ? 100 - asymmetry.value : asymmetry.value, unit };
  }
  return { value: Math.abs(asymmetry.value), unit };
}

let mark = "";

/** From now on every difference carries the words that its plates failed their check, where that was accepted. */
export function markPlates(check) {
  mark = check?.accepted ? `(${t("check.mark")})` : "";
}

/** A difference as magnitude and side, such as "9.5 % right", or why there is none. */
export function difference(asymmetry) {
  const words = plain(asymmetry);
  return mark && Number.isFinite(asymmetry?.value) ? `${words} ${mark}` : words;
}

function plain(asymmetry) {
  if (!asymmetry || asymmetry.value === null || asymmetry.value === undefined) return statusWords(asymmetry?.status);
  const { value, unit } = magnitude(asymmetry);
  const decimal = unit === "%" || unit === "N" ? 1 : 3;
  return [number(value, decimal), unit, side(asymmetry.larger ?? "none")].filter(Boolean).join(" ");
}

function oneEnd(value, index, unit) {
  const middle = index === "share" ? 50 : 0;
  const name = value > middle ? "right" : value < middle ? "left" : "none";
  return plain({ value, index, unit, larger: name, status: "ok" });
}

/** The interval of a difference in words; empty where there is none. */
export function interval(asymmetry) {
  const ends = asymmetry?.ci95;
  if (!ends || ends[0] === null || ends[0] === undefined || ends[1] === null || ends[1] === undefined) return "";
  const [low, high] = [oneEnd(ends[0], asymmetry.index, asymmetry.unit), oneEnd(ends[1], asymmetry.index, asymmetry.unit)];
  return t("interval", { low, high });
}

/** Seconds as a clock. */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A number typed by a person, with comma or point; null where it is none. */
export function typed(words) {
  const value = words.trim() === "" ? NaN : Number(words.trim().replace(",", "."));
  return Number.isFinite(value) ? value : null;
}
