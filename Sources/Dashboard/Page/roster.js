// The page of the roster: who there is, how a person's sides went over time, two sessions on each other, the team.

import { $, attribute, keyed, make, show, text } from "./dom.js";
import { showPairing, startPairing } from "./pairing.js";
import { named, number, t, translate } from "./strings.js";

const chosen = { person: null, test: null, metric: null, teamTest: null, teamMetric: null };
let tests = [];
let teamTests = [];
let asked = 0;

/** Asks for a document of the roster; null where there is none, with the reason on the page. */
async function ask(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  let answer;
  try {
    answer = await fetch(`/api/roster/${path}?${query}`, { headers: { Accept: "application/json" } });
  } catch {
    return fault(t("roster.lost"));
  }
  if (answer.status === 401) { showPairing(true); return null; }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) return fault(body?.why ?? t("notNow"));
  fault("");
  return body;
}

function fault(words) {
  text($("fault-words"), words);
  show($("fault"), words !== "");
  return null;
}

// Drawings come from the program as SVG and are taken in as a tree, never as markup of the page.
function draw(place, svg) {
  if (!svg) return place.replaceChildren();
  const tree = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  place.replaceChildren(tree.nodeName === "svg" ? document.importNode(tree, true) : "");
}

function options(select, pairs, value) {
  keyed(select, pairs, ([id]) => id, ([id]) => make("option", { value: id }), (node, [, name]) => text(node, name));
  if (pairs.some(([id]) => id === value)) select.value = value;
  else if (pairs.length) select.selectedIndex = 0;
}

const testName = (test) => named("test", test.test, test.name);
const value = (given) => (Number.isFinite(given) ? number(given, Math.abs(given) < 10 ? 2 : Math.abs(given) < 100 ? 1 : 0) : "–");
const size = (given, unit) => `${number(Math.abs(given), 1)}${unit === "1" ? "" : ` ${unit}`}`;
const side = (given) => (given === "left" || given === "right" ? ` ${t(`side.${given}`)}` : "");

function difference(point) {
  return Number.isFinite(point.index) ? size(point.index, point.indexUnit) + side(point.larger) : "–";
}

function interval(point) {
  if (!Number.isFinite(point.low)) return "–";
  const end = (given) => number(Math.abs(given), 1) + side(given < 0 ? "left" : given > 0 ? "right" : "");
  return t("roster.to", { low: end(point.low), high: end(point.high) });
}

const verdict = (point) => (point.verdict ? t(`verdict.${point.verdict}`) : "–");
const row = (names) => make("tr", {}, ...names.map((name, i) => make(i ? "td" : "th", i ? { class: name } : { scope: "row", class: name })));
const cell = (node, name, words) => text(node.querySelector(`.${name}`), words);

// The people

async function showPeople() {
  const ours = ++asked;
  const list = await ask("athletes", { q: $("search").value.trim(), group: $("group").value });
  if (!list || ours !== asked) return;
  if (list.groups) options($("group"), [["", t("roster.everybody")], ...list.groups.map((group) => [group.id, group.name])], $("group").value);
  keyed($("people"), list.athletes, (person) => person.id, () => make("li", {}, make("a")), (node, person) => {
    const link = node.firstElementChild;
    attribute(link, "href", `#athlete/${encodeURIComponent(person.id)}`);
    attribute(link, "aria-current", person.id === chosen.person ? "page" : null);
    text(link, person.title);
  });
  text($("people-count"), t("roster.count", { shown: list.athletes.length, all: list.count }));
}

// One person

async function showPerson(id) {
  const person = await ask(`athletes/${encodeURIComponent(id)}`);
  if (!person) return;
  chosen.person = id;
  text($("person-title"), person.title);
  document.title = `${person.title} · Bilanx`;
  text($("person-facts"), person.facts.join(" · "));
  tests = person.tests;
  show($("person-none"), tests.length === 0);
  for (const node of ["person-choices", "trend", "sentences", "compare", "guidance"]) show($(node), tests.length > 0);
  options($("test"), tests.map((test) => [test.test, testName(test)]), chosen.test);
  keyed($("blocks"), person.blocks, (block) => block.id, () => make("li"), (node, block) => text(node, block.sentences.join(" ")));
  await chooseTest();
}

async function chooseTest() {
  const test = tests.find((known) => known.test === $("test").value);
  if (!test) return;
  chosen.test = test.test;
  options($("metric"), test.metrics.map((metric) => [metric.id, named("metric", metric.id, metric.name)]), chosen.metric);
  await showChange();
}

async function showChange() {
  chosen.metric = $("metric").value;
  const about = { test: chosen.test, metric: chosen.metric, rule: $("rule").value, against: $("against").value };
  const report = await ask(`athletes/${encodeURIComponent(chosen.person)}/change`, about);
  if (!report) return;
  draw($("trend"), report.svg);
  keyed($("sentences"), report.sentences, (words) => words, (words) => make("li", {}, words), () => {});
  const points = [...report.points].reverse();
  keyed($("sessions"), points, (point) => point.day, () => row(["day", "left-value", "right-value", "both-value", "difference", "interval", "verdict"]), (node, point) => {
    attribute(node, "class", point.verdict === "clear" ? "clear" : null);
    cell(node, "day", point.day);
    cell(node, "left-value", value(point.left));
    cell(node, "right-value", value(point.right));
    cell(node, "both-value", value(point.both));
    cell(node, "difference", difference(point));
    cell(node, "interval", interval(point));
    cell(node, "verdict", verdict(point));
  });
  const days = points.flatMap((point) => point.recordings.map((recording) => [recording, point.day]));
  options($("after"), days, $("after").value);
  options($("before"), days, $("before").value);
  if (days.length > 1 && $("before").value === $("after").value) $("before").value = days[1][0];
  await Promise.all([showCompare(), showGuidance(about)]);
}

async function showCompare() {
  const [before, after] = [$("before").value, $("after").value];
  if (!before || !after) return draw($("compare"), "");
  const drawing = await ask("compare", { before, after });
  draw($("compare"), drawing?.svg);
}

async function showGuidance(about) {
  const said = await ask(`athletes/${encodeURIComponent(chosen.person)}/guidance`, about);
  if (!said) return;
  const list = said.advice ? said.advice.sentences : said.refused.map((reason) => `${reason.sentence} ${reason.remedy}`);
  $("guidance").replaceChildren(
    ...(said.advice ? [] : [make("p", {}, "No suggestion is made:")]),
    make("ul", {}, ...list.map((words) => make("li", {}, words))),
    ...(said.advice ? [make("p", { class: "soft" }, said.advice.grounds.join(" "))] : []),
  );
}

// The team

async function showTeam() {
  const about = { group: $("group").value, test: chosen.teamTest, metric: chosen.teamMetric };
  const team = await ask("team", about);
  if (!team) return;
  document.title = `${t("roster.team")} · Bilanx`;
  teamTests = team.tests;
  options($("team-test"), teamTests.map((test) => [test.test, testName(test)]), team.test);
  const test = teamTests.find((known) => known.test === $("team-test").value);
  options($("team-metric"), (test?.metrics ?? []).map((metric) => [metric.id, named("metric", metric.id, metric.name)]), team.metric);
  keyed($("team-rows"), team.rows, (person) => person.id, () => {
    const node = row(["person", "day", "left-value", "right-value", "difference", "interval", "verdict", "change"]);
    node.firstElementChild.append(make("a"));
    return node;
  }, (node, person) => {
    const link = node.querySelector("a");
    attribute(link, "href", `#athlete/${encodeURIComponent(person.id)}`);
    text(link, person.title);
    attribute(node, "class", person.verdict === "clear" ? "clear" : null);
    cell(node, "day", person.day ?? t("roster.untested"));
    cell(node, "left-value", value(person.left));
    cell(node, "right-value", value(person.right));
    cell(node, "difference", difference(person));
    cell(node, "interval", interval(person));
    cell(node, "verdict", verdict(person));
    cell(node, "change", person.change ?? "–");
  });
}

// Where the address leads

async function go() {
  const [view, id] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const isPerson = view === "athlete" && Boolean(id);
  chosen.person = isPerson ? id : null;
  show($("person-view"), isPerson);
  show($("team-view"), !isPerson);
  attribute($("go-team"), "aria-current", isPerson ? null : "page");
  await Promise.all([showPeople(), isPerson ? showPerson(id) : showTeam()]);
  if (isPerson) $("person-title").focus({ preventScroll: true });
}

function start() {
  translate(document);
  document.title = `${t("roster.title")} · Bilanx`;
  startPairing(() => go());
  $("search").addEventListener("input", showPeople);
  $("search").addEventListener("keydown", (event) => {
    const first = $("people").querySelector("a");
    if (event.key === "Enter" && first) { event.preventDefault(); location.hash = first.getAttribute("href"); }
    if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
  });
  $("people").addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    const next = event.key === "ArrowDown" ? item?.nextElementSibling : event.key === "ArrowUp" ? item?.previousElementSibling : null;
    if (next) { event.preventDefault(); next.firstElementChild.focus(); }
    else if (event.key === "ArrowUp" && item) { event.preventDefault(); $("search").focus(); }
  });
  $("group").addEventListener("change", () => { showPeople(); if (!chosen.person) showTeam(); });
  $("test").addEventListener("change", chooseTest);
  for (const name of ["metric", "rule", "against"]) $(name).addEventListener("change", showChange);
  for (const name of ["before", "after"]) $(name).addEventListener("change", showCompare);
  $("team-test").addEventListener("change", () => { [chosen.teamTest, chosen.teamMetric] = [$("team-test").value, null]; showTeam(); });
  $("team-metric").addEventListener("change", () => { chosen.teamMetric = $("team-metric").value; showTeam(); });
  addEventListener("hashchange", go);
  go();
}

start();
