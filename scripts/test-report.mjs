import { readFileSync } from "node:fs";

const MOST_LINES = 25;

/**
 * What a phase of the tests came to.
 * @typedef {{ passed: number, failures: { name: string, message: string }[], flaky: string[] }} Outcome
 * `flaky`: names of tests that passed only when they were tried again.
 */

/** The outcome of a tool that only says yes or no: it counts as one test. @returns {Outcome} */
export function outcomeOfTool(name, ok) {
  return ok
    ? { passed: 1, failures: [], flaky: [] }
    : { passed: 0, failures: [{ name, message: "see above" }], flaky: [] };
}

/** The outcome of Vitest, as scripts/vitest-report.mjs wrote it. @returns {Outcome} */
export function outcomeOfVitest(file, status) {
  const report = readJson(file) ?? { passed: 0, failures: [], flaky: [] };
  return withStatus(report, status);
}

/** The outcome of Playwright, of its JSON report. @returns {Outcome} */
export function outcomeOfPlaywright(file, status) {
  const specs = specsOf(readJson(file)?.suites ?? []);
  const named = (statusWanted) => specs.filter(({ tests }) => tests.some(({ status }) => status === statusWanted));
  const flaky = named("flaky").map(nameOf);
  const failures = named("unexpected").map((spec) => ({
    name: nameOf(spec),
    message: spec.tests[0]?.results?.at(-1)?.error?.message ?? "no message",
  }));
  return withStatus({ passed: named("expected").length + flaky.length, failures, flaky }, status);
}

/** One outcome of several. @returns {Outcome} */
export function together(outcomes) {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
    flaky: outcomes.flatMap(({ flaky }) => flaky),
  };
}

/** Prints every failure and every flaky test, so that the end of a long output tells what to mend. */
export function printTroubles(phase, { failures, flaky }) {
  for (const { name, message } of failures) {
    console.log(`\nFAILED  ${phase}: ${name}`);
    console.log(message.split("\n").slice(0, MOST_LINES).join("\n"));
  }
  for (const name of flaky) console.log(`FLAKY   ${phase}: ${name} (passed when tried again)`);
}

// A run can fail without a failed test: a program that did not start, an error outside of any test.
function withStatus(report, status) {
  if (status === 0 || report.failures.length > 0) return report;
  return { ...report, failures: [{ name: "the run itself", message: `It ended with exit code ${status}.` }] };
}

function specsOf(suites, path = []) {
  return suites.flatMap(({ title, specs = [], suites: inner = [] }) => [
    ...specs.map((spec) => ({ ...spec, path: [...path, title] })),
    ...specsOf(inner, [...path, title]),
  ]);
}

const nameOf = ({ path, title }) => [...path, title].join(" › ");

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
