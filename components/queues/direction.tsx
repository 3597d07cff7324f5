import { type Shape, ShapeMark } from "@/components/ui/shape";
import type { Queue } from "@/lib/queues/queue";

const LOOKS: Record<NonNullable<Queue["direction"]>, { shape: Shape; colour: string }> = {
  growing: { shape: "triangle", colour: "text-warn" },
  steady: { shape: "dash", colour: "text-muted" },
  shrinking: { shape: "check", colour: "text-ok" },
};

/** Where a queue's backlog is going, by shape and word; or that nobody has sampled it lately. */
export function Direction({ queue }: { queue: Pick<Queue, "direction" | "fresh" | "sampled_at"> }) {
  if (queue.sampled_at === null) return <span className="text-xs whitespace-nowrap text-faint">never sampled</span>;
  if (!queue.fresh) return <span className="text-xs whitespace-nowrap text-faint">not sampled lately</span>;
  if (queue.direction === null) return <span className="text-xs whitespace-nowrap text-faint">new</span>;
  const { shape, colour } = LOOKS[queue.direction];
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs ${colour}`}>
      <ShapeMark shape={shape} className="size-2" />
      {queue.direction}
    </span>
  );
}
