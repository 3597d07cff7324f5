import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MONITORING, readYaml } from "./stack";

/** A rule as its file has it: it alerts, or records. */
export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** An alerting rule. */
export type Alert = Rule & { alert: string };

export const RULE_FILES = readdirSync(join(MONITORING, "rules")).filter((file) => file.endsWith(".yml"));

/** Every rule of one file, or of all. */
export function readRules(files: readonly string[] = RULE_FILES): Rule[] {
  return files.flatMap((file) =>
    readYaml<{ groups: { rules: Rule[] }[] }>(`rules/${file}`).groups.flatMap(({ rules }) => rules),
  );
}

export const isAlert = (rule: Rule): rule is Alert => rule.alert !== undefined;
