import type { Role } from "./roles";

/** Somebody who signs in to the console. */
export interface Operator {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** An operator signed in on one browser. */
export interface Session {
  id: string;
  operator: Operator;
  expiresAt: Date;
}
