/** The drawings that stand beside the names of pages and commands. */
export type IconName =
  | "overview"
  | "bots"
  | "queues"
  | "alerts"
  | "services"
  | "live"
  | "analytics"
  | "settings"
  | "search"
  | "theme"
  | "keyboard"
  | "key"
  | "person"
  | "people"
  | "log"
  | "leave"
  | "sidebar";

/** A page of the console as navigation, palette and keyboard know it. */
export interface ConsolePage {
  href: string;
  name: string;
  icon: IconName;
  /** The key that leads there after `g`. */
  key: string;
}

export const PAGES: ConsolePage[] = [
  { href: "/", name: "Overview", icon: "overview", key: "o" },
  { href: "/bots", name: "Bots", icon: "bots", key: "b" },
  { href: "/queues", name: "Queues", icon: "queues", key: "q" },
  { href: "/services", name: "Services", icon: "services", key: "h" },
  { href: "/alerts", name: "Alerts", icon: "alerts", key: "e" },
  { href: "/live", name: "Live", icon: "live", key: "l" },
  { href: "/analytics", name: "Analytics", icon: "analytics", key: "a" },
  { href: "/settings", name: "Settings", icon: "settings", key: "s" },
];

/**
 * How a link to a page is marked while `path` is shown: the page itself, a page below it, or neither.
 *
 *     currentOf("/bots", "/bots")       "page"
 *     currentOf("/bots", "/bots/alpha") "true"
 *     currentOf("/", "/bots")           undefined
 */
export function currentOf(href: string, path: string): "page" | "true" | undefined {
  if (path === href) return "page";
  return href !== "/" && path.startsWith(`${href}/`) ? "true" : undefined;
}
