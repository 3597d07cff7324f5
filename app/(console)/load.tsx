import { notFound } from "next/navigation";
import { DatabaseDown } from "@/components/console/database-down";
import { Missing } from "@/components/console/missing";
import { Card } from "@/components/ui/card";
import type { Database } from "@/lib/db/client";
import { isUnavailable, isUnstorable } from "@/lib/db/errors";
import type { Env } from "@/lib/env";
import { badRequest, Problem } from "@/lib/http/problem";
import { runtime } from "@/lib/runtime";
import type { Kept } from "@/lib/stats/analytics/source";

/** What verbs that read are given. */
interface Given {
  db: Database;
  env: Env;
  now: Date;
  rawDays: number;
  /** Days that the minute grain is kept. */
  minuteDays: number;
  /** Days that every rollup is kept. */
  kept: Kept;
}

/** What a page read, or the view that says why it could not. */
export type Loaded<T> = { ok: true; data: T } | { ok: false; view: React.ReactNode };

/**
 * Reads what a page shows. A database out of reach and a question that makes no sense become views that name the next step;
 * what does not exist becomes the 404 page; anything else is thrown.
 */
export async function load<T>(read: (given: Given) => Promise<T>): Promise<Loaded<T>> {
  try {
    const { db, env, now, rawDays, kept } = await runtime();
    const given = { db, env, now: now(), rawDays, minuteDays: env.RETENTION_MINUTE_DAYS, kept };
    return { ok: true, data: await read(given) };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) notFound();
    if (error instanceof Problem && error.status === 400) return { ok: false, view: <NotUnderstood problem={error} /> };
    if (isUnstorable(error))
      return { ok: false, view: <NotUnderstood problem={badRequest("It has a NUL character.")} /> };
    if (isUnavailable(error)) return { ok: false, view: <DatabaseDown /> };
    throw error;
  }
}

function NotUnderstood({ problem }: { problem: Problem }) {
  const faults = (problem.extra.errors ?? []) as { path: string; message: string }[];
  return (
    <Card>
      <Missing title="This address asks for something unknown">
        {problem.detail} {faults.map((fault) => `${fault.path}: ${fault.message}`).join("; ")}
      </Missing>
    </Card>
  );
}
