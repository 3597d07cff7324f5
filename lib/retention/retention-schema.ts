import { z } from "zod";
import { badRequest } from "../http/problem";
import type { RetentionReport } from "./keep";
import type { RetentionEntry } from "./store";
import { TIERS, type Tier } from "./tier";

const instant = z.iso.datetime();
const count = z.int().min(0);

export const retentionRunQuerySchema = z.object({
  dry_run: z.enum(["0", "1", "false", "true"]).default("0").describe("`1` only says what would be dropped."),
});

const droppedSchema = z.object({
  tier: z.enum(TIERS),
  target: z.string().describe("Table or partition."),
  cutoff: instant.describe("What is older than this is dropped."),
  rows: count,
  estimated: z.boolean().describe("Rows of a large partition are estimated from a sample of its pages."),
});

/** What a run of retention did, or in a dry run would do. */
export const retentionReportSchema = z.object({
  ran_at: instant,
  dry_run: z.boolean(),
  complete: z.boolean().describe("False where a partition was in use or time ran out; the next run goes on."),
  folded: count.describe("Rollup deltas folded first."),
  partitions_made: count,
  partitions_dropped: count,
  rows: z.record(z.enum(TIERS), count).describe("Rows dropped by tier."),
  cutoffs: z.record(z.enum(TIERS), instant.nullable()).describe("By tier; null keeps it for ever."),
  dropped: z.array(droppedSchema),
});

/** What a fold did. */
export const foldReportSchema = z.object({
  folded: count.describe("Rollup deltas carried into the grains."),
  complete: z.boolean().describe("False where time ran out; the next run goes on."),
});

export const retentionLogQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(20).optional().describe("`next_cursor` of the page before."),
});

export const retentionLogSchema = z.object({
  entries: z.array(droppedSchema.extend({ id: z.string(), ran_at: instant, tier: z.string() })),
  next_cursor: z.string().nullable(),
});

/** A run as the API tells it. */
export function reportView(report: RetentionReport): z.infer<typeof retentionReportSchema> {
  const perTier = <T>(tell: (tier: Tier) => T) =>
    Object.fromEntries(TIERS.map((tier) => [tier, tell(tier)])) as Record<Tier, T>;
  const rowsOf = (tier: string) =>
    report.dropped.filter((part) => part.tier === tier).reduce((sum, part) => sum + part.rows, 0);
  return {
    ran_at: report.ranAt.toISOString(),
    dry_run: report.dryRun,
    complete: report.complete,
    folded: report.folded,
    partitions_made: report.partitionsMade,
    partitions_dropped: report.dropped.filter((part) => part.target.startsWith("events_p")).length,
    rows: perTier(rowsOf),
    cutoffs: perTier((tier) => report.cutoffs[tier]?.toISOString() ?? null),
    dropped: report.dropped.map((part) => ({ ...part, cutoff: part.cutoff.toISOString() })),
  };
}

/** A page of the log as the API tells it. */
export function retentionLogView(page: {
  entries: RetentionEntry[];
  next: number | null;
}): z.infer<typeof retentionLogSchema> {
  return {
    entries: page.entries.map(({ id, ranAt, tier, target, cutoff, rows, estimated }) => ({
      id: String(id),
      ran_at: ranAt.toISOString(),
      tier,
      target,
      cutoff: cutoff.toISOString(),
      rows,
      estimated,
    })),
    next_cursor: page.next === null ? null : page.next.toString(36),
  };
}

/** The log line that a cursor stands for. @throws Problem 400 for what is no cursor of ours */
export function retentionLogPosition(cursor: string): number {
  const id = /^[0-9a-z]{1,10}$/.test(cursor) ? Number.parseInt(cursor, 36) : 0;
  if (id === 0) throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  return id;
}
