import { z } from "zod";

/** The query of `GET /api/alert-rules/export`. */
export const exportQuerySchema = z.object({
  format: z.enum(["yaml", "prometheus"]).default("yaml"),
  ids: z
    .string()
    .max(20_000)
    .default("")
    .transform((ids) => ids.split(",").filter((id) => id !== ""))
    .describe("Ids of rules, joined by commas; all where it is left out."),
  include: z
    .enum(["all", "enabled"])
    .optional()
    .describe("Whether rules that are off come along where no ids are named: in YAML they do, for Prometheus not."),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

/** The query of `POST /api/alert-rules/import`. */
export const importQuerySchema = z.object({
  dry_run: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true")
    .describe("Whether to say only what would be done."),
});

/** `POST /api/alert-rules/import`. */
export const importAnswer = z.object({
  dry_run: z.boolean(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rules: z
    .array(z.object({ id: z.string(), name: z.string(), action: z.enum(["created", "changed", "unchanged"]) }))
    .describe("In the order of the file."),
});
export type ImportAnswer = z.infer<typeof importAnswer>;
