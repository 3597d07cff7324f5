import { randomInt } from "node:crypto";
import { mkdirSync, statSync, utimesSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Below the ports that the system gives to outgoing connections, which could take one before its server listens. */
const PORTS = { from: 15_000, to: 32_000 };
const RESERVED_MS = 600_000;

/** A port that is free now, and that no other test, of this run or another, is given for the next ten minutes. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (reserve(port) && (await isFree(port))) return port;
  }
}

/** A folder is made by one of two that try at once. */
function reserve(port: number): boolean {
  const reservations = join(tmpdir(), "rollcall-test-ports");
  const mine = join(reservations, String(port));
  mkdirSync(reservations, { recursive: true });
  try {
    mkdirSync(mine);
    return true;
  } catch {
    if (Date.now() - statSync(mine).mtimeMs < RESERVED_MS) return false;
    utimesSync(mine, new Date(), new Date());
    return true;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
