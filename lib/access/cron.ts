import { unauthorized, unavailable } from "../http/problem";
import { bearerOf } from "./bearer";
import { equalSecrets } from "./secret-text";

/**
 * Lets a scheduler through that sends `Authorization: Bearer $CRON_SECRET`.
 * @throws Problem 503 where the secret is not set (an unset one must never be guessable as "undefined"), 401 where it differs
 */
export async function authoriseCron(request: Request, env: { CRON_SECRET?: string }): Promise<void> {
  if (!env.CRON_SECRET) throw unavailable("Set CRON_SECRET (16 characters or more) to use the cron routes.", 3600);
  const sent = bearerOf(request.headers.get("authorization"));
  if (sent === null || !(await equalSecrets(sent, env.CRON_SECRET))) {
    throw unauthorized("Send Authorization: Bearer and the value of CRON_SECRET.");
  }
}
