import { readdirSync } from "node:fs";

/** Pages for whoever is not signed in yet. */
export const OPEN_PAGES = ["/sign-in", "/set-up", "/invitation"];
/** Pages for administrators only. */
export const ADMIN_PAGES = ["/settings/keys", "/settings/users", "/settings/audit"];
/** Pages for whoever may manage what they show: administrators and operators. */
export const MANAGER_PAGES = ["/alerts/rules/new", "/alerts/channels", "/settings/scrape"];

/** What stands in app/ and answers at a path. */
export interface Mounted {
  /** Below app/, such as `(console)/bots/[botId]/page.tsx`. */
  file: string;
  /** Such as `/bots/[botId]`. */
  pattern: string;
}

/** Every page, as the file system has them. */
export const mountedPages = (): Mounted[] => mounted("page.tsx");

/** Every route handler, as the file system has them. */
export const mountedRoutes = (): Mounted[] => mounted("route.ts");

function mounted(name: string): Mounted[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file === name || file.endsWith(`/${name}`))
    .map((file) => ({ file, pattern: patternOf(file) }))
    .sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

/**
 *     patternOf("(console)/bots/[botId]/page.tsx") "/bots/[botId]"
 *     patternOf("(console)/page.tsx")              "/"
 */
function patternOf(file: string): string {
  const segments = file
    .split("/")
    .slice(0, -1)
    .filter((segment) => !/^\(.*\)$/.test(segment));
  return `/${segments.join("/")}`;
}

/**
 * A path that fits the pattern. @param values by parameter
 * @throws Error where a parameter has no value: whoever adds one says what to call it by
 */
export function pathOf(pattern: string, values: Record<string, string>): string {
  return pattern.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${pattern}: no value is known for ${name}; add one.`);
    return encodeURIComponent(value);
  });
}
