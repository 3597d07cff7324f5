import { headers } from "next/headers";
import { forbidden } from "next/navigation";
import { isLocalRequest } from "@/lib/access/local";

/**
 * Lets only a reader through who may see the console: until operators can sign in, that is who asks from this machine.
 * Every page calls it for itself, since a layout is not rendered again on every navigation. Answers 403 otherwise.
 */
export async function authorise(): Promise<void> {
  if (!(await isLocalRequest(await headers()))) forbidden();
}
