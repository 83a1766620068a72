// Set-up of the rig: devices, the push test that confirms the sides, and calibration.

import { $, make, text } from "./dom.js";
import { give } from "./actions.js";
import { dialogOpen, facts, openDialog } from "./dialogs.js";
import { rows } from "./status.js";
import { may, store } from "./store.js";
import { t } from "./strings.js";

let panel = null;

/** Connects the buttons that open the set-up. */
export function startSetup() {
  $("setup-button").addEventListener("click", openSetup);
  $("sides-open").addEventListener("click", openSetup);
}

/** Opens the set-up. */
export function openSetup() {
  if (!store.state) return;
  panel = {
    words: make("p", { class: "rig-words", role: "status" }),
    list: make("div"),
    confirm: button("setup.confirm", "confirm"),
    swap: button("setup.swap", "swap"),
  };
  openDialog(t("setup.title"), [
    make("h3", {}, t("setup.push")), make("p", {}, t("setup.pushWords")), panel.words,
    make("div", { class: "row" }, panel.confirm, panel.swap), make("h3", {}, t("setup.devices")), panel.list,
  ], () => { panel = null; });
  showSetup(store.state);
}

function button(key, action) {
  const node = make("button", { type: "button", "data-cmd": "rig" }, t(key));
  node.addEventListener("click", () => give({ do: "rig", action }));
  return node;
}

/** Follows the state while the set-up is open. */
export function showSetup(state) {
  if (!panel || !dialogOpen()) return;
  const rig = state.rig ?? {};
  text(panel.words, rig.words || t(`sides.${state.sides}`));
  panel.words.className = `rig-words ${rig.state ?? "idle"}`;
  for (const node of [panel.confirm, panel.swap]) node.disabled = !may("rig") || rig.state === "waiting";
  panel.list.replaceChildren(facts(rows(state).slice(0, (state.devices?.length ?? 0) + 3 + (state.calibration?.length ?? 0))));
}
