import { z } from "zod";

const event = z.object({
  id: z.string(),
  type: z.string(),
  bot_id: z.string().regex(/^[A-Za-z0-9._:-]{1,200}$/),
  time: z.iso.datetime({ offset: true }),
  data: z.record(z.string(), z.unknown()),
});

/** The rival: a Next route that parses and validates one event and does nothing with it. */
export async function POST(request: Request): Promise<Response> {
  const parsed = event.safeParse(await request.json());
  return Response.json({ accepted: parsed.success ? 1 : 0 }, { status: parsed.success ? 200 : 422 });
}

export function GET(): Response {
  return Response.json({ ready: true });
}
