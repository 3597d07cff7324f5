// Adapter: uses node:*.
import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The account that PostgreSQL's programs run under, since they refuse the root user. */
export interface Account {
  uid: number;
  gid: number;
}

/** How a program is called: its name, what stands before its own arguments, and the account to switch to. */
export interface Launch {
  command: string;
  args: string[];
  account: Account | undefined;
}

/** The account to run PostgreSQL under: undefined (this one) unless we are root. Creates the user `postgres` if need be. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp("postgres");
  if (found) return found;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  return lookUp("postgres") ?? { uid: 65534, gid: 65534 };
}

/**
 * How to call `program` so that it runs under `account` and can reach `paths`. Where a folder above them is closed to that
 * account (a project under /root), the program keeps the one capability to pass closed folders. Throws an Error that says
 * what to do where the system cannot grant that.
 */
export function launchUnder(account: Account | undefined, program: string, paths: string[]): Launch {
  if (!account || [program, ...paths].every((path) => canReach(account, path))) {
    return { command: program, args: [], account };
  }
  for (const capability of ["dac_read_search", "dac_override"]) {
    const args = [
      `--reuid=${account.uid}`,
      `--regid=${account.gid}`,
      "--clear-groups",
      // PostgreSQL asks access(2) about its own programs, which heeds capabilities of ordinary users only under this bit.
      "--securebits=+no_setuid_fixup",
      `--inh-caps=-all,+${capability}`,
      `--ambient-caps=-all,+${capability}`,
      "--",
    ];
    const probe = spawnSync("setpriv", [...args, "sh", "-c", 'test -x "$1"', "sh", program]);
    if (probe.status === 0) return { command: "setpriv", args: [...args, program], account: undefined };
  }
  throw new Error(
    `PostgreSQL does not run as root, and user ${account.uid} cannot reach ${program}.\n` +
      "Start Rollcall as an ordinary user, or move it out of the closed folder (to /opt/rollcall, say), or set DATABASE_URL.",
  );
}

function lookUp(name: string): Account | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/** Whether the account may pass every folder above the path. */
function canReach(account: Account, path: string): boolean {
  const folder = dirname(resolve(path));
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return folder === dirname(folder) || canReach(account, folder);
}
