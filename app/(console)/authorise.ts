import { headers } from "next/headers";
import { forbidden } from "next/navigation";
import { isLocalRequest } from "@/lib/access/local";
import { may, type Permission, type Role } from "@/lib/access/roles";

/** Who is signed in, as pages show them. */
export interface Operator {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/**
 * Lets only an operator through who may do this: until operators can sign in, that is who asks from this machine. Every
 * page calls it for itself, since a layout is not rendered again on every navigation. Answers 403 otherwise.
 */
export async function authorise(permission: Permission = "read"): Promise<Operator> {
  const operator: Operator = { id: "local", name: "This machine", email: "loopback", role: "admin" };
  if (!isLocalRequest(await headers()) || !may(operator.role, permission)) forbidden();
  return operator;
}
