import { z } from "zod";
import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import type { Database } from "../db/client";
import { isRetryable, LOCK_NOT_AVAILABLE, sqlState } from "../db/errors";
import { notFound, unprocessable } from "../http/problem";
import { contractChangeSchema, contractFaults } from "./contract";
import { columnsOf, storedContract } from "./contract-columns";
import {
  type BotChange,
  botExists,
  deleteBot,
  deleteFigures,
  deleteHistory,
  type StoredBot,
  selectBotForUpdate,
  updateBot,
} from "./store";

const LOCK_WAITS_MS = [200, 500, 1000, 2000];

const text = z.string().trim().min(1).max(200);

/** The body of `PATCH /api/bots/{bot_id}`: what is left out stays as it is. */
export const botChangeSchema = z.strictObject({
  name: text.nullable().optional().describe("Null: the name that the bot gives itself."),
  tags: z.array(text).max(50).nullable().optional().describe("Null: the tags that the bot gives itself."),
  paused: z.boolean().optional(),
  contract: contractChangeSchema.optional(),
});
export type BotChangeRequest = z.infer<typeof botChangeSchema>;

/**
 * Changes what an operator may change of a bot, and notes it in the audit log.
 * @throws Problem 404 when there is no such bot, 422 when the contract would contradict itself
 */
export async function changeBot(
  { db, now }: { db: Database; now: Date },
  actor: Principal,
  botId: string,
  request: BotChangeRequest,
): Promise<void> {
  await db.transaction(async (tx) => {
    const bot = await selectBotForUpdate(tx, botId);
    if (!bot) throw notFound("There is no such bot.");
    const change = changeOf(request, bot, now);
    const faults = contractFaults(storedContract({ ...bot, ...change }));
    if (faults.length > 0) throw unprocessable("The contract contradicts itself.", faults);
    if (Object.keys(change).length === 0) return;
    await updateBot(tx, botId, change);
    await recordAudit({ db: tx, now }, { actor, action: "bot.changed", target: botId, detail: { ...request } });
  });
}

/**
 * Removes a bot and all that it ever reported. A bot that goes on reporting is a new one. What it counted goes first, so that
 * an event of it counts from nothing even if this is broken off, after which it can be asked for again.
 * @throws Problem 404 when there is no such bot
 */
export async function removeBot(
  { db, now }: { db: Database; now: Date },
  actor: Principal,
  botId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await deleteFigures(tx, botId);
    if (!(await botExists(tx, botId))) throw notFound("There is no such bot.");
    await recordAudit({ db: tx, now }, { actor, action: "bot.deleted", target: botId });
  });
  await deleteHistory(db, botId);
  await deleteRest(db, botId);
}

/** Ingest waits behind this, so it gives way to whoever is slow, at first. */
async function deleteRest(db: Database, botId: string): Promise<void> {
  for (const waitMs of LOCK_WAITS_MS) {
    try {
      await db.transaction((tx) => deleteBot(tx, botId, waitMs));
      return;
    } catch (error) {
      const isLast = waitMs === LOCK_WAITS_MS.at(-1);
      if (isLast || !(sqlState(error) === LOCK_NOT_AVAILABLE || isRetryable(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

function changeOf({ name, tags, paused, contract }: BotChangeRequest, bot: StoredBot, now: Date): BotChange {
  return {
    ...(name !== undefined && { name }),
    ...(tags !== undefined && { tags: tags && [...new Set(tags)] }),
    ...(paused !== undefined && { pausedAt: paused ? (bot.pausedAt ?? now) : null }),
    ...(contract && columnsOf(contract)),
  };
}
