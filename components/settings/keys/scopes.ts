import type { Scope } from "@/lib/access/scope";

/** What each scope lets its holder do, as an operator chooses it. */
export const SCOPE_CHOICES: { value: Scope; name: string; hint: string }[] = [
  { value: "ingest", name: "Ingest", hint: "For bots: sends events and heartbeats, reads nothing." },
  { value: "read", name: "Read", hint: "For dashboards and scripts: reads everything, message text too." },
  { value: "admin", name: "Admin", hint: "For automation: sends, reads and changes everything." },
];
