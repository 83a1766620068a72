// Several screens: which one controls, asking for it, and handing it over.

import { $, show, text } from "./dom.js";
import { gate } from "./actions.js";
import { store } from "./store.js";
import { t } from "./strings.js";
import { toast } from "./news.js";
import { clientId, send } from "./wire.js";

let asking = false;
let told = false;

/** Connects the buttons. */
export function startControl() {
  $("ask-control").addEventListener("click", () => {
    asking = true;
    send({ t: "ask" });
    showControl();
  });
  $("grant-control").addEventListener("click", () => send({ t: "grant", to: store.asking }));
  $("deny-control").addEventListener("click", () => send({ t: "deny", to: store.asking }));
}

/** Takes a message about control. */
export function hearControl(message) {
  const had = store.have;
  store.have = message.have;
  store.asking = message.asking ?? null;
  if (asking && message.have) toast(t("control.got"));
  else if (asking && store.asking !== clientId() && !message.have) toast(t("control.denied"), true);
  else if (told && had && !message.have && message.who) toast(t("control.gone"));
  told = true;
  if (message.have || store.asking !== clientId()) asking = false;
  showControl();
}

/** Forgets who is in control, when the line is gone. */
export function forgetControl() {
  [told, asking, store.have, store.asking] = [false, false, true, null];
}

/** Shows who is in control. */
export function showControl() {
  show($("watch-banner"), store.linked && !store.have);
  text($("watch-words"), t(asking ? "control.waiting" : "control.watching"));
  $("ask-control").disabled = asking;
  show($("asked-banner"), store.have && store.asking !== null && store.asking !== clientId());
  gate();
}
