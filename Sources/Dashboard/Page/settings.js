// The settings of this screen: language, theme, units, big mode and sound.

import { $, attribute, make } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { pref, setPref } from "./prefs.js";
import { play, soundUnlocked, speak, unlockSound } from "./sound.js";
import { language, languages, t } from "./strings.js";

/** Connects the buttons. */
export function startSettings() {
  $("settings-button").addEventListener("click", openSettings);
  $("sound-button").addEventListener("click", () => {
    unlockSound();
    setPref("sound", !pref("sound"));
    if (pref("sound")) play("registered");
  });
}

/** Shows whether sound is on, and applies theme and size. */
export function applySettings() {
  document.documentElement.dataset.theme = pref("theme");
  document.documentElement.toggleAttribute("data-big", pref("big"));
  attribute($("sound-button"), "aria-pressed", pref("sound"));
}

function openSettings() {
  const test = make("button", { type: "button" }, t("settings.try"));
  test.addEventListener("click", () => {
    unlockSound();
    play("registered");
    setTimeout(() => speak(t("settings.tryWords")), 500);
  });
  openDialog(t("settings.title"), [make("div", { class: "settings" },
    choice("language", Object.entries(languages), language()),
    choice("theme", ["auto", "light", "dark"].map((id) => [id, t(`settings.theme.${id}`)])),
    choice("force", [["N", "N"], ["kgf", "kgf"], ["lbf", "lbf"]]),
    choice("height", [["cm", "cm"], ["in", "in"]]),
    check("big"), check("sound"), volume(), check("speech"), check("tone"), test,
    make("p", { class: "hint" }, t(soundUnlocked() ? "settings.toneWords" : "settings.locked")),
    make("p", { class: "hint" }, t("latency.sound")))]);
}

function choice(name, pairs, chosen = pref(name)) {
  const id = `set-${name}`;
  const select = make("select", { id }, ...pairs.map(([value, words]) => make("option", { value }, words)));
  select.value = chosen;
  select.addEventListener("change", () => {
    setPref(name, select.value);
    if (name === "language") {
      openSettings();
      $("set-language").focus();
    }
  });
  return make("div", { class: "line" }, make("label", { for: id }, t(`settings.${name}`)), select);
}

function check(name) {
  const id = `set-${name}`;
  const box = make("input", { id, type: "checkbox" });
  box.checked = pref(name);
  box.addEventListener("change", () => setPref(name, box.checked));
  return make("div", { class: "line" }, make("label", { for: id }, t(`settings.${name}`)), box);
}

function volume() {
  const range = make("input", { id: "set-volume", type: "range", min: 0, max: 1, step: 0.05 });
  range.value = pref("volume");
  range.addEventListener("input", () => setPref("volume", Number(range.value)));
  return make("div", { class: "line" }, make("label", { for: "set-volume" }, t("settings.volume")), range);
}
