import { type Shape, ShapeMark } from "./shape";

/**
 * What stands where data would: a title, the reason, and the next step. One component for empty, filtered-out and failed
 * views, so that they look alike and read differently.
 */
export function State({
  shape,
  title,
  children,
  action,
  level = 2,
}: {
  shape: Shape;
  title: string;
  children: React.ReactNode;
  action?: React.ReactNode;
  /** 1 where the state is the whole page. */
  level?: 1 | 2;
}) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span className="grid size-9 place-items-center rounded-full bg-raised text-muted ring-1 ring-line">
        <ShapeMark shape={shape} className="size-3" />
      </span>
      <Heading className="mt-3 text-base font-semibold">{title}</Heading>
      <div className="mt-1 max-w-prose text-[0.8125rem] text-muted">{children}</div>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
