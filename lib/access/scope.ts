import type { Role } from "./roles";

/** What a key may do. `admin` includes both others. */
export const SCOPES = ["ingest", "read", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks. `id` is stable: rate limits and the audit trail go by it. */
export interface Principal {
  kind: "key" | "environment" | "operator";
  id: string;
  name: string;
  /** What a key was made for; of an operator, whom the role limits instead, the nearest to it. */
  scope: Scope;
  /** Operators have one. */
  role?: Role;
}

/** Whether a scope that was granted covers the one that is needed. */
export function covers(granted: Scope, needed: Scope): boolean {
  return granted === needed || granted === "admin";
}
