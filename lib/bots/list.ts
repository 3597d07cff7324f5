import type { Database } from "../db/client";
import { selectJobCounts, selectJobDurations } from "../rollups/store";
import { BOT_KINDS, BOT_STATUSES, type BotPage, type BotStatus } from "./bot";
import { type BotState, readBotStates } from "./facts";
import { type BotFigures, figuresOf, listWindow } from "./figures";
import { groupBy } from "./group";
import { type BotListRequest, cursorOf, parseBotList } from "./list-query";
import { compareBy, readSortValue } from "./order";
import { nameOf, summaryOf, tagsOf } from "./summary";

/** More tags than these nobody picks from a list. */
const MOST_TAGS = 500;

/**
 * A page of the bots, with how many there are and how many fit. Status is derived, so every bot is looked at; figures are read
 * for the page only, and of all bots the one that the list is sorted by.
 * @param search the members of a URL's query: see list-query.ts
 * @throws Problem 400 when the query makes no sense
 */
export async function listBots(
  { db, now }: { db: Database; now: Date },
  search: Record<string, string | undefined>,
): Promise<BotPage> {
  const request = parseBotList(search);
  const states = await readBotStates({ db, now });
  const matching = states.filter((state) => fits(state, request));
  const [compare, sortValueOf] = [compareBy(request), await readSortValue({ db, now }, request, states.length)];
  const placed = matching
    .map((state) => ({ state, position: { value: sortValueOf(state), id: state.bot.id } }))
    .filter(({ position }) => !request.after || compare(position, request.after) > 0)
    .sort((a, b) => compare(a.position, b.position));
  const begin = (request.page - 1) * request.limit;
  const page = placed.slice(begin, begin + request.limit);
  const shown = page.map(({ state }) => state);
  const figures = await readFigures({ db, now }, shown);
  const last = page.at(-1);
  return {
    bots: shown.map((state) => summaryOf(state, figures.get(state.bot.id)!)),
    next_cursor: last && placed.length > begin + page.length ? cursorOf(request, last.position) : null,
    total: states.length,
    matching: matching.length,
    choices: choicesOf(states, request),
  };
}

function fits(state: BotState, request: BotListRequest): boolean {
  const { statuses } = request;
  return (statuses.length === 0 || statuses.includes(state.liveness.status)) && fitsButStatus(state, request);
}

function fitsButStatus({ bot }: BotState, { tag, kind, text }: BotListRequest): boolean {
  return (
    (tag === undefined || tagsOf(bot).includes(tag)) &&
    (kind === undefined || bot.kind === kind) &&
    (bot.id.toLowerCase().includes(text) || nameOf(bot).toLowerCase().includes(text))
  );
}

/** What the list can be narrowed to from here: statuses as the other filters leave them, kinds and tags of the whole fleet. */
function choicesOf(states: readonly BotState[], request: BotListRequest): BotPage["choices"] {
  const status = Object.fromEntries(BOT_STATUSES.map((name) => [name, 0])) as Record<BotStatus, number>;
  const kinds = new Set<string>();
  const tags = new Set<string>();
  for (const state of states) {
    if (fitsButStatus(state, request)) status[state.liveness.status] += 1;
    if (state.bot.kind !== null) kinds.add(state.bot.kind);
    for (const tag of tagsOf(state.bot)) tags.add(tag);
  }
  return {
    status,
    kinds: BOT_KINDS.filter((kind) => kinds.has(kind)),
    tags: [...tags].sort().slice(0, MOST_TAGS),
  };
}

/** The figures of some bots, by id. */
export async function readFigures(
  { db, now }: { db: Database; now: Date },
  states: readonly BotState[],
): Promise<Map<string, BotFigures>> {
  if (states.length === 0) return new Map();
  const ids = states.map(({ bot }) => bot.id);
  const span = listWindow(now);
  const [counts, durations] = await Promise.all([selectJobCounts(db, ids, span), selectJobDurations(db, ids, span)]);
  const countsOf = groupBy(counts, ({ botId }) => botId);
  const durationsOf = new Map(durations.map((each) => [each.botId, each]));
  return new Map(
    states.map(({ bot }) => [
      bot.id,
      figuresOf(countsOf.get(bot.id) ?? [], durationsOf.get(bot.id), bot.firstSeenAt, now),
    ]),
  );
}
