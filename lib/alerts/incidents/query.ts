import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../http/cursor";
import { badRequest } from "../../http/problem";
import { SEVERITIES } from "../../notify/notice";
import { END_OF_TIME, givenInstant } from "../../stats/instant-schema";
import { VERDICTS } from "../incident";

/** The query of `GET /api/incidents`. */
export const incidentQuerySchema = z.object({
  status: z.enum(["firing", "resolved"]).optional(),
  severity: z.enum(SEVERITIES).optional(),
  rule: z.string().trim().max(100).optional().describe("Id of the rule."),
  subject: z.string().trim().max(500).optional().describe("Kind and id, such as `bot:press-1`."),
  bot_id: z.string().trim().max(200).optional().describe("A bot that it touches."),
  from: givenInstant.optional().describe("Fired at this time or later."),
  to: givenInstant.optional().describe("Fired before this time."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(300).optional().describe("`next_cursor` of the page before."),
});
export type IncidentQuery = z.infer<typeof incidentQuerySchema>;

/** The query of `GET /api/incidents/summary`. */
export const summaryQuerySchema = z.object({
  from: givenInstant.optional().describe("30 days ago where it is left out."),
  to: givenInstant.optional(),
});

/** What an operator may do to an incident. */
export const incidentChangeSchema = z.strictObject({
  acknowledged: z.boolean().optional().describe("True takes it on, which ends its escalation; false gives it back."),
  resolved: z.literal(true).optional().describe("Ends it by hand; it fires anew if the rule finds it again."),
  verdict: z.enum(VERDICTS).nullable().optional(),
  note: z.string().trim().min(1).max(2000).optional().describe("Added to its timeline."),
});
export type IncidentChange = z.infer<typeof incidentChangeSchema>;

/** Where a page of incidents ended. */
export interface IncidentPosition {
  firedAt: Date;
  id: string;
}

const positionSchema = z.tuple([z.number().int().min(0).max(END_OF_TIME), z.string().max(100)]);

export const incidentCursor = ({ firedAt, id }: IncidentPosition): string => encodeCursor([firedAt.getTime(), id]);

/** @throws Problem 400 for what is no cursor of ours */
export function incidentPosition(cursor: string): IncidentPosition {
  const parsed = positionSchema.safeParse(decodeCursor(cursor));
  if (!parsed.success) {
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  }
  return { firedAt: new Date(parsed.data[0]), id: parsed.data[1] };
}
