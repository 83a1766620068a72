// Sentences that the program writes itself, such as the reason of a verdict, in the language of this screen.

import { has, language, t } from "./strings.js";

// The program's sentences and the keys of their words here; what no line knows is shown as it came.
const known = [
  ["trialsEach", /^(?<left>\d+) left and (?<right>\d+) right trials$/],
  ["oneTrial", /^1 trial$/], ["trials", /^(?<n>\d+) trials$/],
  ["needsEach", /^an interval needs (?<n>\d+) a limb$/], ["needs", /^an interval needs (?<n>\d+)$/],
  ["inBand", /^inside the noise band of the known typical error: cannot be told apart from measurement noise$/],
  ["outOfBand", /^outside the noise band of the known typical error$/],
  ["leavesOut", /^the 95 % interval leaves out equal sides$/], ["noise", /^cannot be told apart from measurement noise$/],
  ["otherError", /^the known typical error does not apply to this set$/], ["best", /^the best trial has no interval$/],
  ["rule", /^no interval is given by the rule (?<rule>\w+)$/],
  ["notPositive", /^no interval: a value is not above zero$/], ["notNumber", /^no interval: a value is not a number$/],
  ["nothing", /^no difference to judge: (?<words>.+)$/],
  ["noDevice", /^No force device is connected\. Plug it in, or try: bilanx doctor\.$/],
  ["away", /^(?<name>.+) is not connected\. Plug it in, or try: bilanx doctor\.$/],
  ["unplugged", /^(?<name>.+) is unplugged\. Plug it in again where it was: the test goes on, the gap is marked\.$/],
];

/** The program's words in the language in use; parts between semicolons each for itself. */
export function sentence(words) {
  if (!words || language() === "en") return words ?? "";
  return words.split("; ").map(part).join("; ");
}

function part(words) {
  for (const [key, pattern] of known) {
    const found = pattern.exec(words);
    if (found && has(`said.${key}`)) return t(`said.${key}`, found.groups ?? {});
  }
  return words;
}
