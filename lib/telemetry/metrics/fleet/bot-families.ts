import { SERIES } from "../../../rollups/series";
import { type Detail, OTHER } from "../allot";
import type { Family, Sample, Told } from "../family";
import { steady } from "./tally";
import { outcomesOf, type ToldBot } from "./told-bot";

interface BotFamily {
  name: string;
  help: string;
  type: "counter" | "gauge";
  /** Whether it is told of every labelled bot, or of those alone that are told in full. */
  part: "core" | "detail";
  /** What stands for the rest: their sum, or the worst of them. */
  rest: "sum" | "min" | "max";
  of(bot: ToldBot): { value: number | null; labels?: Record<string, string> }[];
}

const REST = `${OTHER} stands for bots beyond the bounds`;
const WORST = `${REST}: the worst of them.`;
const SUM = `${REST}: their sum.`;
const one = (value: number | null) => [{ value }];
const ofWorker = (of: (bot: ToldBot) => number | null) => (bot: ToldBot) => (bot.isWorker ? one(of(bot)) : []);
const ended = ({ totals }: ToldBot) => totals.get(SERIES.job)?.n ?? 0;

const FAMILIES: readonly BotFamily[] = [
  {
    ...{ name: "bot_up", type: "gauge", part: "core", rest: "min" },
    help: `Whether the bot was heard within the heartbeat interval and grace of its contract. ${WORST}`,
    of: ({ isUp }) => one(Number(isUp)),
  },
  {
    ...{ name: "bot_last_heartbeat_timestamp_seconds", type: "gauge", part: "core", rest: "min" },
    help: `Receipt of the bot's last heartbeat. ${WORST}`,
    of: ({ lastHeartbeat }) => one(lastHeartbeat),
  },
  {
    ...{ name: "bot_jobs_processed_total", type: "counter", part: "core", rest: "sum" },
    help: `Job attempts that ended, by outcome. ${SUM}`,
    of: (bot) => outcomesOf(bot).map(({ status, value }) => ({ value, labels: { status } })),
  },
  {
    ...{ name: "bot_messages_processed_total", type: "counter", part: "core", rest: "sum" },
    help: `Messages that the bot processed. ${SUM}`,
    of: ({ totals }) => one(totals.get(SERIES.message)?.n ?? null),
  },
  {
    ...{ name: "bot_processing_duration_seconds", type: "gauge", part: "detail", rest: "max" },
    help: `Time since the start of the job that the bot is at. ${WORST}`,
    of: ({ processing }) => one(processing),
  },
  {
    ...{ name: "bot_success_rate_percentage", type: "gauge", part: "detail", rest: "min" },
    help: `Succeeded of succeeded and failed jobs of the last 24 hours. ${WORST}`,
    of: ({ successRate }) => one(successRate),
  },
  {
    ...{ name: "sla_compliance_percentage", type: "gauge", part: "detail", rest: "min" },
    help:
      "Jobs of the last 24 hours that kept the agreement: by basis, within the target duration of the bot's contract, " +
      `or succeeded where it has no target. ${WORST}`,
    of: ({ sla }) => (sla ? [{ value: sla.percent, labels: { basis: sla.basis } }] : []),
  },
  {
    ...{ name: "bot_business_value_usd_total", type: "counter", part: "detail", rest: "sum" },
    help: `Value that the bot's jobs reported; falls only where a job reports a loss. ${SUM}`,
    of: ({ totals }) => one(totals.has(SERIES.jobValue) ? steady(totals.get(SERIES.jobValue)?.sum ?? 0) : null),
  },
  {
    ...{ name: "bot_health_score", type: "gauge", part: "detail", rest: "min" },
    help:
      "100 less penalties: 100 offline, 50 stuck, 40 zombie; 2 for each per cent of failed jobs, 50 at most; half a point " +
      `for each per cent of jobs beyond the target duration, 20 at most. 0 at least; paused bots have none. ${WORST}`,
    of: ({ health }) => one(health),
  },
  {
    ...{ name: "worker_up", type: "gauge", part: "detail", rest: "min" },
    help: `bot_up of workers: bots that say so, or that take jobs from a queue and say nothing else. ${WORST}`,
    of: ofWorker(({ isUp }) => Number(isUp)),
  },
  {
    ...{ name: "worker_jobs_processed_total", type: "counter", part: "detail", rest: "sum" },
    help: `Job attempts of workers that ended, whatever their outcome. ${SUM}`,
    of: ofWorker(ended),
  },
  {
    ...{ name: "worker_errors_total", type: "counter", part: "detail", rest: "sum" },
    help: `Failed job attempts of workers, and errors that they reported beside. ${SUM}`,
    of: ofWorker(({ totals }) => (totals.get(SERIES.job)?.failed ?? 0) + (totals.get(SERIES.error)?.n ?? 0)),
  },
  {
    ...{ name: "worker_heartbeat_timestamp_seconds", type: "gauge", part: "detail", rest: "min" },
    help: `Receipt of the worker's last heartbeat. ${WORST}`,
    of: ofWorker(({ lastHeartbeat }) => lastHeartbeat),
  },
  {
    ...{ name: "worker_memory_bytes", type: "gauge", part: "detail", rest: "max" },
    help: `Memory that the worker's last heartbeat reported. ${WORST}`,
    of: ofWorker(({ memoryBytes }) => memoryBytes),
  },
  {
    ...{ name: "worker_cpu_percent", type: "gauge", part: "detail", rest: "max" },
    help: `CPU use that the worker's last heartbeat reported. ${WORST}`,
    of: ofWorker(({ cpuPercent }) => cpuPercent),
  },
];

/** The families that have a label for each bot, and how many series the bounds left out of them. */
export function botFamilies(bots: readonly ToldBot[], details: ReadonlyMap<string, Detail>): Told {
  let truncated = 0;
  const families = FAMILIES.map((family): Family => {
    const samples: Sample[] = [];
    const rest = new Map<string, Sample>();
    for (const bot of bots) {
      const detail = details.get(bot.id) ?? "none";
      const isTold = detail === "all" || (detail === "core" && family.part === "core");
      for (const { value, labels = {} } of family.of(bot)) {
        if (value === null) continue;
        if (isTold) samples.push({ labels: { bot: bot.id, ...labels }, value });
        else {
          truncated += 1;
          addToRest(rest, { bot: OTHER, ...labels }, value, family.rest);
        }
      }
    }
    return { name: family.name, help: family.help, type: family.type, samples: [...samples, ...rest.values()] };
  });
  return { families, truncated };
}

function addToRest(rest: Map<string, Sample>, labels: Record<string, string>, value: number, by: BotFamily["rest"]) {
  const key = Object.values(labels).join(" ");
  const known = rest.get(key);
  if (!known) rest.set(key, { labels, value });
  else known.value = by === "sum" ? steady(known.value + value) : Math[by](known.value, value);
}

/** How many series of these families a bot has under its label: at present in the core ones, at most in the others. */
export function seriesOf(bot: ToldBot): { core: number; detail: number } {
  const core = FAMILIES.filter(({ part }) => part === "core").flatMap((family) => family.of(bot));
  const detail = FAMILIES.filter(
    ({ part, name }) => part === "detail" && (bot.isWorker || !name.startsWith("worker_")),
  );
  return { core: core.filter(({ value }) => value !== null).length, detail: detail.length };
}
