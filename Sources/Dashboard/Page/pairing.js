// The form that pairs a screen with the program, shown where the program asks for it.

import { $, show, text } from "./dom.js";
import { t } from "./strings.js";
import { connect, pair } from "./wire.js";

/** Connects the form; `paired` is called when the screen may ask. */
export function startPairing(paired = connect) {
  $("pairing-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await pair($("pairing-code").value.trim());
    text($("pairing-error"), answer.ok ? "" : t(answer.code === "unreachable" ? "link.lost" : "pair.wrong"));
    $("pairing-code").value = "";
    if (!answer.ok) return $("pairing-code").focus();
    showPairing(false);
    paired();
  });
}

/** Shows the form instead of the page, or the page again. */
export function showPairing(on) {
  show($("pairing"), on);
  for (const node of document.querySelectorAll("header, main, footer, #banners, #skip")) node.inert = on;
  if (on) $("pairing-code").focus();
}
