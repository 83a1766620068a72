// The big share bar and the numbers of the live view.

import { $, attribute, show, text } from "./dom.js";
import { number, t } from "./strings.js";
import { difference, force, shownUnit } from "./units.js";

const span = 25;
let next = 0;

/** Moves the bar with each frame, and the numbers ten times a second, since faster ones cannot be read. */
export function showFrame(frame) {
  moveBar(frame.share);
  const now = performance.now();
  if (now < next) return;
  next = now + 100;
  numbers(frame);
}

const place = (share) => Math.max(0, Math.min(100, 50 + ((share - 50) / span) * 50));

function moveBar(share) {
  const known = Number.isFinite(share);
  const bar = $("share");
  bar.classList.toggle("absent", !known);
  if (!known) return;
  const at = place(share);
  bar.classList.toggle("to-right", share >= 50);
  bar.classList.toggle("beyond", Math.abs(share - 50) > span);
  $("share-mark").style.left = `${at}%`;
  const fill = $("share-fill").style;
  fill.left = `${Math.min(50, at)}%`;
  fill.width = `${Math.abs(at - 50)}%`;
}

function numbers(frame) {
  const known = Number.isFinite(frame.share);
  text($("left-force"), force(frame.left));
  text($("right-force"), force(frame.right));
  text($("left-share"), known ? `${number(100 - frame.share, 1)} %` : "");
  text($("right-share"), known ? `${number(frame.share, 1)} %` : "");
  text($("left-peak"), frame.leftPeak === undefined ? "" : t("live.peak", { value: `${force(frame.leftPeak)} ${shownUnit("N")}` }));
  text($("right-peak"), frame.rightPeak === undefined ? "" : t("live.peak", { value: `${force(frame.rightPeak)} ${shownUnit("N")}` }));
  const has = Number.isFinite(frame.sym?.value);
  text($("live-sym"), frame.sym ? difference(frame.sym) : "");
  $("live-sym").classList.toggle("words", !has);
  $("share").classList.toggle("in-zone", frame.zone?.in === true);
  show($("zone-time"), Boolean(frame.zone));
  if (frame.zone) {
    text($("zone-time"), t(frame.zone.in ? "zone.in" : "zone.out", {
      inside: number(frame.zone.inSeconds, 0), total: number(frame.zone.total, 0),
    }));
  }
}

/** Draws the target band, and what a reader is told of the bar. */
export function showTarget(target) {
  const on = Number.isFinite(target?.low) && Number.isFinite(target?.high);
  show($("share-zone"), on);
  if (on) {
    $("share-zone").style.left = `${place(target.low)}%`;
    $("share-zone").style.width = `${place(target.high) - place(target.low)}%`;
  }
  attribute($("share"), "aria-label", t("share.label"));
}
