import type { Database } from "../db/client";
import { installationSecret } from "./installation";
import { countOperators } from "./operators/store";
import { hmacHex } from "./secret-text";

/** What set-up needs. */
export interface SetUpContext {
  db: Database;
  now: Date;
  env: { ROLLCALL_SECRET?: string; SETUP_TOKEN?: string };
}

/** Whether there is an operator at all, and whether the first administrator has been made. */
export async function setUpState({ db }: { db: Database }): Promise<{ any: boolean; isSetUp: boolean }> {
  return countOperators(db);
}

/**
 * The token that makes the first administrator: `SETUP_TOKEN`, else one that follows from the installation's secret and so is
 * the same in each of its processes. Worth nothing once there is an administrator.
 */
export async function setUpToken(context: Omit<SetUpContext, "now">): Promise<string> {
  return context.env.SETUP_TOKEN ?? (await hmacHex(await installationSecret(context), "set-up-token")).slice(0, 40);
}
