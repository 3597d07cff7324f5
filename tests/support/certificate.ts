import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for `localhost`, signed by itself, and its key. */
export interface Certificate {
  key: string;
  cert: string;
  /** Makes a process trust it. */
  env: Record<string, string>;
  remove(): void;
}

/** Makes a certificate by the program `openssl`. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-cert-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      // Deno takes no authority's certificate for a server's.
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ],
    { stdio: "ignore" },
  );
  return {
    ...{ key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") },
    env: { NODE_EXTRA_CA_CERTS: cert, DENO_CERT: cert },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
