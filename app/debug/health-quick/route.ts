import { authorise } from "@/lib/access/authorise";
import { within } from "@/lib/http/deadline";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { askDatabase, HealthWatch } from "@/lib/telemetry/health";

export const dynamic = "force-dynamic";

/** The whole answer stays under 100 ms, whatever the database does. */
const ANSWER_WITHIN_MS = 80;

const watch = new HealthWatch(async () => {
  const { db, now } = await runtime();
  return askDatabase({ db, now: now() });
});

/** Health at a glance: all of it with a read key, the status alone without. 503 when the database is away, not when it is slow. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const memoryBytes = typeof process.memoryUsage === "function" ? process.memoryUsage().rss : null;
    const [health, mayRead] = await Promise.all([
      watch.look(ANSWER_WITHIN_MS, memoryBytes),
      // While keys cannot be checked, everybody is anonymous.
      within(ANSWER_WITHIN_MS, authorise(request, "read")).then(
        () => true,
        () => false,
      ),
    ]);
    const init = health.status === "down" ? { status: 503, headers: { "retry-after": "2" } } : {};
    return json(mayRead ? health : { status: health.status }, init);
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
