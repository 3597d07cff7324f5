import { Button } from "@/components/ui/button";
import type { Entries } from "./use-entries";
import type { RevealFault, Reveals } from "./use-reveal";

/** What the reader does with the view: follow, pause, reveal. */
export function LiveBar({
  entries,
  isFollowing,
  onFollow,
  reveals,
  onRevealAll,
  hiddenCount,
}: {
  entries: Pick<Entries, "held" | "pause" | "resume">;
  isFollowing: boolean;
  onFollow(isFollowing: boolean): void;
  reveals: Reveals;
  onRevealAll(): void;
  /** Messages in view whose text is hidden. */
  hiddenCount: number;
}) {
  const { held, pause, resume } = entries;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {reveals.isAllowed && hiddenCount > 0 && (
        <Button disabled={reveals.isBusy} onClick={onRevealAll}>
          Reveal {hiddenCount} {hiddenCount === 1 ? "text" : "texts"}
        </Button>
      )}
      <Button aria-pressed={isFollowing} onClick={() => onFollow(!isFollowing)}>
        {isFollowing ? "✓ Follow" : "Follow"}
      </Button>
      <Button aria-pressed={held !== null} onClick={held === null ? pause : resume}>
        {held === null ? "Pause" : `Resume (${held} new)`}
      </Button>
    </div>
  );
}

const FAULTS: Record<RevealFault, string> = {
  refused: "The texts were not revealed: your role may not read messages any more, or you are signed out.",
  unreachable: "The texts were not revealed: Rollcall does not answer. Try again.",
};

/** Why texts were not revealed, announced. */
export function RevealNotice({ fault }: { fault: RevealFault | null }) {
  return (
    <p role="status" className={fault ? "text-[0.8125rem] text-warn" : "sr-only"}>
      {fault ? FAULTS[fault] : ""}
    </p>
  );
}
