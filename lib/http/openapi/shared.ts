import { z } from "zod";

/** RFC 9457, as every error is told. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    request_id: z.string().describe("Rollcall's log has more under this id."),
    errors: z.array(z.record(z.string(), z.unknown())).optional().describe("Where the input was at fault."),
  })
  .describe("RFC 9457 problem details.");

export const statusOnly = (status: string) => z.object({ status: z.literal(status) });
