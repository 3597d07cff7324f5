"use client";
import { type Shape, ShapeMark } from "@/components/ui/shape";
import { Time } from "@/components/ui/time";
import type { IncidentDetail } from "@/lib/alerts/incident";
import { mutedWords, resolvedWords } from "./severity";

type Entry = IncidentDetail["timeline"][number];

const SHAPES: Record<Entry["kind"], Shape> = {
  fired: "diamond",
  fired_again: "diamond",
  recovering: "ring",
  acknowledged: "check",
  unacknowledged: "ring",
  escalated: "triangle",
  muted: "dash",
  notified: "disc",
  delivery_failed: "cross",
  marked: "bars",
  note: "bars",
  resolved: "check",
};

/** What happened to an incident, in order. */
export function Timeline({ entries }: { entries: Entry[] }) {
  return (
    <ol className="flex flex-col gap-2.5 text-[0.8125rem]">
      {entries.map((entry, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end.
        <li key={place} className="flex items-baseline gap-2.5">
          <ShapeMark shape={SHAPES[entry.kind]} className="translate-y-px text-muted" />
          <span className="min-w-0 flex-1 break-words">{words(entry)}</span>
          <span className="shrink-0 text-xs text-faint">
            <Time at={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function words({ kind, actor_name, detail }: Entry): string {
  const who = actor_name ?? "Somebody";
  const text = (name: string) => (typeof detail?.[name] === "string" ? (detail[name] as string) : "");
  switch (kind) {
    case "fired":
      return "It fired.";
    case "fired_again":
      return "It was in breach again before it was resolved.";
    case "recovering":
      return "It is well again; resolved if it stays so.";
    case "acknowledged":
      return `${who} took it on.`;
    case "unacknowledged":
      return `${who} gave it back.`;
    case "escalated":
      return `Nobody had taken it on: ${text("channel") || "the next step"} was told.`;
    case "muted":
      return text("by") ? mutedWords(text("by")) : `${text("channel")} was not told. ${text("reason")}`;
    case "notified":
      return `${text("channel")} is told: ${text("notice")}.${text("reason") ? ` ${text("reason")}` : ""}`;
    case "delivery_failed":
      return `${text("channel")} could not be told. ${text("reason")}`;
    case "marked":
      return text("verdict") ? `${who} marked it as ${text("verdict").replace("_", " ")}.` : `${who} removed its mark.`;
    case "note":
      return `${who}: ${text("note")}`;
    case "resolved":
      return text("by") === "operator" ? `${who} ended it.` : resolvedWords(text("by"));
  }
}
