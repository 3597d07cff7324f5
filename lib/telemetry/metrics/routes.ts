/** What stands for every path that no route answers. */
export const UNKNOWN_ROUTE = "unknown";
/** What stands for the files that pages are made of. */
const ASSETS = "/_next/*";
/** Templates that next.config.ts answers by another path's route. */
const REWRITTEN = ["/bots/[botId]/stats"];

interface Node {
  children: Map<string, Node>;
  parameter?: Node;
  route?: string;
}

interface Routes {
  /** Those without a parameter, by their path: most requests are for one of them. */
  exact: Map<string, string>;
  root: Node;
}

const newNode = (): Node => ({ children: new Map() });

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const KEY = Symbol.for("rollcall.routes");
const held = globalThis as { [KEY]?: Routes };

/** Tells which routes there are, as Next names them: `/api/bots/[botId]`. Those that catch what is left are none. */
export function setRoutes(patterns: readonly string[]): void {
  const exact = new Map<string, string>();
  const root = newNode();
  for (const pattern of [...patterns, ...REWRITTEN]) {
    if (pattern.includes("[...") || pattern.includes("[[...")) continue;
    let node = root;
    for (const segment of segmentsOf(pattern)) {
      if (segment.startsWith("[")) node = node.parameter ??= newNode();
      else {
        const child = node.children.get(segment) ?? newNode();
        node.children.set(segment, child);
        node = child;
      }
    }
    node.route = templateOf(pattern);
    if (!pattern.includes("[")) exact.set(pattern, pattern);
  }
  held[KEY] = { exact, root };
}

/**
 * The template of the route that answers a path, of which there are few however many paths are asked for.
 *
 *     routeOf("/api/bots/bot-1/stats") "/api/bots/{bot_id}/stats"
 *     routeOf("/wp-login.php")         "unknown"
 */
export function routeOf(path: string): string {
  if (path.startsWith("/_next/")) return ASSETS;
  const exact = held[KEY]?.exact.get(path);
  if (exact) return exact;
  let node = held[KEY]?.root;
  for (const segment of segmentsOf(path)) node = node?.children.get(segment) ?? node?.parameter;
  return node?.route ?? UNKNOWN_ROUTE;
}

const segmentsOf = (path: string) => path.split("/").filter(Boolean);

/** Parameters as the API reference writes them. */
function templateOf(pattern: string): string {
  return pattern.replace(
    /\[(\w+)\]/g,
    (_, name: string) => `{${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}}`,
  );
}
