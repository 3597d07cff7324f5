/** Ends the process with a clear message where Node is older than Rollcall needs. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  console.error(`Rollcall needs Node.js 20.9 or newer; this is ${process.versions.node}. See https://nodejs.org/`);
  process.exit(1);
}
