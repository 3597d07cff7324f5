import type { Role } from "@/lib/access/roles";

/** The operator who is signed in, as the frame shows them. */
export interface ConsoleOperator {
  name: string;
  email: string;
  role: Role;
}
