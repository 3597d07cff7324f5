import { type BrowserContext, expect, test } from "@playwright/test";
import { ADMIN_PAGES, mountedPages, OPEN_PAGES, pathOf } from "../support/routes";
import { type OwnServer, ownServer } from "./own-server";
import { fireAtOnce } from "./report";
import { signIn } from "./sign-in";
import { faultsOf } from "./walk-page";

const ROLES = ["admin", "operator", "viewer"] as const;
type Role = (typeof ROLES)[number];

/** Each meets every page in one theme and width, and then looks at it in the other theme. */
const WALKERS = [
  { viewport: { width: 390, height: 844 }, theme: "dark", other: "light" },
  { viewport: { width: 1440, height: 900 }, theme: "light", other: "dark" },
] as const;

/** Queries that show a page in another state; every page is walked as it is, too. */
const STATES: Record<string, string[]> = {
  "/bots": ["?q=nobody-at-all"],
  "/sign-in": ["?error=refused"],
  "/set-up": ["?error=forbidden"],
  "/invitation": ["?token=unknown"],
};

/** A fleet to walk through. */
export interface Fleet {
  name: string;
  /** Fills the empty server. @returns what stands for the parameters in the paths */
  fill(server: OwnServer): Promise<Record<string, string>>;
}

/** Walks every page as each role, in both themes, at 390 and at 1440 px, with this fleet: all on one server. */
export function walk(fleet: Fleet): void {
  test.describe.configure({ mode: "default", timeout: 300_000 });
  // A trace of hundreds of pages costs more than the walk; the faults are told in words.
  test.use({ trace: "off" });
  let server: OwnServer;
  let values: Record<string, string>;
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    server = await ownServer();
    await fireAtOnce(server.origin);
    values = { runbook: "bot-offline", ...(await fleet.fill(server)) };
  });
  test.afterAll(() => server.remove());

  // First, while there is nobody yet who could sign in.
  test(`a stranger: the pages before the sign-in with ${fleet.name}`, async ({ browser }) => {
    for (const { viewport, theme, other } of WALKERS) {
      const nobody = { cookies: [], origins: [] };
      const options = { baseURL: server.origin, colorScheme: theme, viewport, storageState: nobody };
      const context = await browser.newContext(options);
      const paths = OPEN_PAGES.flatMap((path) => ["", ...(STATES[path] ?? [])].map((query) => path + query));
      expect(await walkAll(context, paths, other)).toEqual([]);
      await context.close();
    }
  });

  for (const role of ROLES) {
    test(`${role}: every page with ${fleet.name}, in both themes, at 390 and 1440 px`, async ({ browser }) => {
      const walks = WALKERS.map(async ({ viewport, theme, other }) => {
        const context = await browser.newContext({ baseURL: server.origin, colorScheme: theme, viewport });
        await signIn(context, server.origin, role);
        return walkAll(context, pathsFor(role, values), other).finally(() => context.close());
      });
      expect((await Promise.all(walks)).flat()).toEqual([]);
    });
  }
}

/** The paths that a role walks; those that refuse it once, since they look alike. */
function pathsFor(role: Role, values: Record<string, string>): string[] {
  const patterns = mountedPages()
    .map(({ pattern }) => pattern)
    .filter((pattern) => !OPEN_PAGES.includes(pattern))
    .filter((pattern) => role === "admin" || !ADMIN_PAGES.slice(1).includes(pattern));
  return patterns.flatMap((pattern) =>
    ["", ...(STATES[pattern] ?? [])].map((query) => pathOf(pattern, values) + query),
  );
}

async function walkAll(context: BrowserContext, paths: readonly string[], other: "light" | "dark"): Promise<string[]> {
  const faults: string[] = [];
  const page = await context.newPage();
  for (const path of paths) faults.push(...(await faultsOf(page, path, other)));
  return faults;
}
