import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MONITORING } from "./stack";

export interface Target {
  refId: string;
  expr: string;
  legendFormat: string;
  datasource: { type: string; uid: string };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description: string;
  datasource: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets: Target[];
  fieldConfig: {
    defaults: { unit: string; thresholds: { steps: { color: string; value: number | null }[] } };
    overrides: { properties: { id: string; value: unknown }[] }[];
  };
}

export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  tags: string[];
  panels: Panel[];
  templating: { list: { name: string; type: string; query: string | { query: string } }[] };
}

const FOLDER = join(MONITORING, "grafana", "dashboards");

/** Every dashboard by its file's name without `.json`. */
export const DASHBOARDS: Record<string, Dashboard> = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Dashboard]),
);

/** A panel's query as Grafana would send it, with these values of the dashboard's variables. */
export function interpolate(expr: string, variables: Record<string, string>): string {
  return expr.replaceAll(/\$(\w+)/g, (found, name: string) => variables[name] ?? found);
}
