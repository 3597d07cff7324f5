import type { Role } from "@/lib/access/roles";

/** What each role lets an operator do, as an administrator chooses it. */
export const ROLE_CHOICES: { value: Role; name: string; hint: string }[] = [
  { value: "viewer", name: "Viewer", hint: "Sees everything but the text of messages; changes nothing." },
  {
    value: "operator",
    name: "Operator",
    hint: "Sees everything, message text too; pauses and configures bots, handles alerts.",
  },
  { value: "admin", name: "Administrator", hint: "May do everything: API keys, users and the audit log too." },
];
