// A Vitest reporter: writes what failed, and what passed only when tried again, to the file that TEST_REPORT names.
import { writeFileSync } from "node:fs";

const MOST_FRAMES = 4;

export default class Report {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { passed: 0, failures: [], flaky: [] };
    for (const module of modules) {
      for (const error of module.errors()) report.failures.push(failure(module.relativeModuleId, error));
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) report.failures.push(failure(nameOf(suite), error));
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === "failed") report.failures.push(failure(nameOf(test), errors[0]));
        if (state !== "passed") continue;
        report.passed += 1;
        if (test.diagnostic()?.flaky) report.flaky.push(nameOf(test));
      }
    }
    for (const error of unhandledErrors) report.failures.push(failure("outside of any test", error));
    writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
  }
}

const nameOf = (entity) => `${entity.module.relativeModuleId} › ${entity.fullName}`;

function failure(name, error) {
  const frames = (error?.stacks ?? []).slice(0, MOST_FRAMES).map(({ file, line }) => `    at ${file}:${line}`);
  return { name, message: [error?.message ?? "no message", ...frames].join("\n") };
}
