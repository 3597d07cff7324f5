import { authorise } from "@/lib/access/authorise";
import { readJson } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { revealSchema } from "@/lib/messages/message";
import { revealMessages } from "@/lib/messages/reveal";
import { runtime } from "@/lib/runtime";

/** Tells the texts of messages to who may read them, and records each in the audit log. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "read", "messages.read");
    const { messages } = await readJson(request, revealSchema);
    const { db, now } = await runtime();
    return json(await revealMessages({ db, now: now() }, principal, messages));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
