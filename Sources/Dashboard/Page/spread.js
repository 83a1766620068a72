// How far the methods lie apart for one trial: a table behind one tap.

import { $, make } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { store } from "./store.js";
import { t } from "./strings.js";
import { metricName } from "./trials.js";
import { bare, quantity, shownUnit, statusWords } from "./units.js";
import { read } from "./wire.js";

/** Connects the button. */
export const startSpread = () => $("review-spread").addEventListener("click", openSpread);

async function openSpread() {
  const index = store.open;
  const found = await read(`/api/trials/${index}/spread`);
  openDialog(t("spread.title", { n: index }), [make("p", {}, t("spread.words")),
    ...(found?.rows?.length ? found.rows.map(block) : [make("p", {}, t("spread.none"))])]);
}

function block(row) {
  const unit = shownUnit(row.unit);
  const name = metricName({ id: row.metric, name: row.name });
  const range = row.smallest === undefined ? statusWords("notDetected")
    : t("spread.range", { low: bare(row.smallest, row.unit), high: bare(row.largest, row.unit), unit });
  return make("table", { class: "spread" }, make("caption", {}, make("b", {}, name), ` ${range}`), make("tbody", {},
    ...(row.values ?? []).map((one) => make("tr", {}, make("th", { scope: "row" }, one.preset),
      make("td", one.value === undefined ? { class: "absent" } : {}, quantity(one.value, row.unit, one.status))))));
}
