import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The Debian package of each program of the Prometheus world that the tests run. */
const PACKAGES = {
  prometheus: "prometheus",
  promtool: "prometheus",
  "prometheus-alertmanager": "prometheus-alertmanager",
  amtool: "prometheus-alertmanager",
  "prometheus-node-exporter": "prometheus-node-exporter",
  "prometheus-redis-exporter": "prometheus-redis-exporter",
  "prometheus-postgres-exporter": "prometheus-postgres-exporter",
  "redis-server": "redis-server",
};
const POLICY = "/usr/sbin/policy-rc.d";

/**
 * Makes sure that every program of the Prometheus world that the tests run is on PATH; installs what is missing by apt as
 * root on Debian and Ubuntu. False, after telling what to do, where one can not be had.
 */
export function findOrInstallPrograms() {
  const packages = missingPackages();
  if (packages.length === 0) return true;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.log(`Installing what the monitoring tests run: ${packages.join(", ")}`);
    install(packages);
    if (missingPackages().length === 0) return true;
  }
  console.error(
    `These programs are not on PATH, and the monitoring tests run them: ${missingPrograms().join(", ")}. Install them, then run again:\n` +
      `  Debian, Ubuntu:  sudo apt-get install --no-install-recommends ${missingPackages().join(" ")}\n` +
      "  elsewhere:       the releases of prometheus, alertmanager, node_exporter, redis_exporter, postgres_exporter and redis,\n" +
      "                   under the names above (Debian's)",
  );
  return false;
}

function missingPackages() {
  return [...new Set(missingPrograms().map((name) => PACKAGES[name]))];
}

function missingPrograms() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return Object.keys(PACKAGES).filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** Debian starts a service as it installs it, unless a policy forbids that: the tests start their own, on their own ports. */
function install(packages) {
  const forbids = !existsSync(POLICY);
  if (forbids) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")}`;
    spawnSync("sh", ["-c", command], { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  } finally {
    if (forbids) rmSync(POLICY, { force: true });
  }
}
