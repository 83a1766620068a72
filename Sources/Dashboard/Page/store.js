// What this screen knows: the program's state, the catalogue of tests, and whether it is in control.

import { t } from "./strings.js";

/** The last state document, the catalogue, and who is in control. */
export const store = { state: null, tests: [], protocols: [], have: true, asking: null, linked: false, open: null };

/** True where this screen is in control and the program would take the command now. */
export const may = (name) => store.linked && store.have && (store.state?.can?.includes(name) ?? false);

/** The test of that id in the catalogue. */
export const testOf = (id) => store.tests.find((test) => test.id === id);

/** The trial with that number; undefined where there is none. */
export const trialOf = (index) => store.state?.trials?.find((trial) => trial.index === index);

/** Why a control is not to be used now, for its tool tip. */
export function whyNot(name) {
  if (!store.linked) return t("link.lost");
  if (!store.have) return t("control.watching");
  return may(name) ? "" : t("notNow");
}
