// Who and what: athlete, test and protocol. What the operator types is never overwritten by the state.

import { $, attribute, keyed, make, show, text } from "./dom.js";
import { give } from "./actions.js";
import { store, testOf } from "./store.js";
import { named, t } from "./strings.js";

let shownAthlete = null;
let found = [];
let timer = 0;
const choice = (person) => make("option", { value: person.code, label: person.title });

/** Connects the fields. */
export function startPeople() {
  $("athlete-form").addEventListener("submit", (event) => {
    event.preventDefault();
    chooseAthlete($("athlete").value.trim());
  });
  $("athlete").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(lookUp, 120);
  });
  $("test").addEventListener("change", () => chooseTest($("test").value));
  $("protocol").addEventListener("change", () => give({ do: "test", test: store.state.test, protocol: $("protocol").value }));
}

/** Chooses an athlete by code and hands the focus to the main action. */
export async function chooseAthlete(code) {
  if (!code) return;
  const taken = await give({ do: "athlete", code });
  if (!taken) return;
  $("athlete").value = code;
  shownAthlete = code;
  $("main-action").focus();
}

// People of the roster whose code or name begins with what is typed; a program without a roster has none.
async function lookUp() {
  const typed = $("athlete").value.trim();
  let answer = null;
  try {
    if (typed) answer = await fetch(`/api/roster/athletes?${new URLSearchParams({ q: typed })}`);
  } catch {
    return;
  }
  const people = answer?.ok ? (await answer.json()).athletes : [];
  if ($("athlete").value.trim() !== typed) return;
  found = people.filter((person) => person.code).slice(0, 20);
  if (store.state) showKnown(store.state.athletes ?? []);
}

function showKnown(known) {
  const codes = new Set(found.map((person) => person.code));
  const all = [...found, ...known.filter((code) => !codes.has(code)).map((code) => ({ code, title: code }))];
  keyed($("athletes"), all, (person) => person.code, choice, (node, person) => attribute(node, "label", person.title));
}

function chooseTest(id) {
  const first = store.protocols.find((protocol) => protocol.test === id);
  give(first ? { do: "test", test: id, protocol: first.id } : { do: "test", test: id });
}

/** The name of a test in the language in use. */
export const testName = (id) => named("test", id, testOf(id)?.name);

const protocolName = ({ id, test, name }) =>
  (id === test ? t("protocol.open", { test: testName(test) }) : named("protocol", id, name));

/** Shows who and what is chosen. */
export function showPeople(state) {
  showAthlete(state);
  options($("test"), store.tests.map((test) => [test.id, testName(test.id)]), state.test);
  const fitting = store.protocols.filter((protocol) => protocol.test === state.test);
  options($("protocol"), fitting.map((protocol) => [protocol.id, protocolName(protocol)]), state.protocol);
  show($("protocol").parentElement, fitting.length > 0);
  const parts = [state.athlete ?? t("who.nobody"), state.test ? testName(state.test) : null];
  text($("whose"), parts.filter(Boolean).join(" · "));
}

function showAthlete(state) {
  const field = $("athlete");
  const untouched = field.value === (shownAthlete ?? "");
  if (state.athlete !== shownAthlete && (untouched || document.activeElement !== field)) {
    field.value = state.athlete ?? "";
    shownAthlete = state.athlete;
  }
  const known = state.athletes ?? [];
  showKnown(known);
  keyed($("recent"), known.slice(0, 6), (code) => code, (code) => {
    const button = make("button", { type: "button", class: "chip", "data-cmd": "athlete" }, code);
    button.addEventListener("click", () => chooseAthlete(code));
    return button;
  }, (node, code) => attribute(node, "aria-pressed", code === state.athlete));
  show($("recent"), known.length > 0);
}

function options(select, pairs, chosen) {
  keyed(select, pairs, ([id]) => id, ([id]) => make("option", { value: id }), (node, [, name]) => text(node, name));
  if (document.activeElement !== select && chosen && select.value !== chosen) select.value = chosen;
  if (!chosen && document.activeElement !== select) select.selectedIndex = -1;
}
