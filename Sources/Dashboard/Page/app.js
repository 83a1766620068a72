// The page as a whole: joins the parts, and gives each what the program says.

import { $ } from "./dom.js";
import { showActions, startActions } from "./actions.js";
import { forgetControl, hearControl, showControl, startControl } from "./control.js";
import { stayAwake } from "./awake.js";
import { showConditions, showTargetFields, startConditions, startTarget } from "./conditions.js";
import { pushFrame, redrawCurves, startCurves } from "./curves.js";
import { startDialogs } from "./dialogs.js";
import { startKeys } from "./keys.js";
import { hear } from "./news.js";
import { repaint } from "./palette.js";
import { showPairing, startPairing } from "./pairing.js";
import { showPeople, startPeople } from "./people.js";
import { onPref } from "./prefs.js";
import { showResult } from "./results.js";
import { closeReview, layout, openReview, showReview, startReview } from "./review.js";
import { applySettings, startSettings } from "./settings.js";
import { showSetup, startSetup } from "./setup.js";
import { showFrame, showTarget } from "./share.js";
import { setVolume, shareTone, unlockSound } from "./sound.js";
import { startSpread } from "./spread.js";
import { frameProgress, nameSides, showFoot, showRest, showStage } from "./stage.js";
import { showStatus, startStatus } from "./status.js";
import { store } from "./store.js";
import { translate } from "./strings.js";
import { showTrials } from "./trials.js";
import { markPlates } from "./units.js";
import { connect, onWire, read } from "./wire.js";

let lastFrame = null;
let lastPhase = null;
let nextFoot = 0;

function showState(state) {
  store.state = state;
  markPlates(state.check);
  showStatus(state);
  showPeople(state);
  showConditions(state);
  showTargetFields(state);
  showTarget(state.target);
  showStage(state);
  showFoot(state, lastFrame);
  showResult(state);
  showTrials(state, openTrial);
  follow(state);
  showReview();
  showActions(state);
  showSetup(state);
}

// The live view comes back when a trial begins; the last trial opens when the set is over.
function follow(state) {
  if (state.phase === lastPhase) return;
  stayAwake(!["ready", "saved", "disconnected"].includes(state.phase));
  if (state.phase === "review" && state.trials?.length && !store.open) openReview(lastKept(state.trials));
  if (["zeroing", "armed", "capturing", "ready"].includes(state.phase) && store.open) closeReview();
  lastPhase = state.phase;
}

const lastKept = (trials) => (trials.filter((trial) => trial.kept).at(-1) ?? trials.at(-1)).index;

function openTrial(index) {
  openReview(index);
  showState(store.state);
  $("review").scrollIntoView({ block: "nearest" });
}

function showDrawn(frame) {
  lastFrame = frame;
  showFrame(frame);
  if (!store.state) return;
  frameProgress(frame, store.state);
  const now = performance.now();
  if (now < nextFoot) return;
  nextFoot = now + 250;
  showRest();
  showFoot(store.state, frame);
}

function takeFrame(frame, arrived) {
  pushFrame(frame, arrived);
  shareTone(frame.share, store.state?.target, true);
}

function link(up) {
  store.linked = up;
  $("link-banner").hidden = up;
  if (up) loadTests();
  else {
    forgetControl();
    shareTone(undefined, null, false);
  }
  showControl();
  if (store.state) showState(store.state);
}

async function loadTests() {
  const found = await read("/api/tests");
  store.tests = found?.tests ?? store.tests;
  store.protocols = found?.protocols ?? store.protocols;
  if (store.state) showState(store.state);
}

function changed(name) {
  applySettings();
  setVolume();
  repaint();
  if (["language", "force", "height"].includes(name)) rename();
  redrawCurves();
  layout();
}

function rename() {
  translate(document);
  nameSides();
  startConditions();
  if (store.state) showState(store.state);
  showControl();
}

function start() {
  applySettings();
  rename();
  startDialogs();
  startActions();
  startPeople();
  startTarget();
  startControl();
  startSettings();
  startStatus();
  startSetup();
  startReview();
  startSpread();
  startPairing();
  startKeys();
  startCurves($("curves"), showDrawn);
  $("review-close").addEventListener("click", () => { closeReview(); showState(store.state); });
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unlockSound, { passive: true });
  onPref(changed);
  onWire({
    frame: takeFrame, state: showState, say: hear, control: hearControl, link,
    pair: () => showPairing(true),
  });
  connect();
}

start();
