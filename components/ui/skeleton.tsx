/** Holds the place of a chart until it can be drawn, so that nothing moves when it is. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={`motion-safe:animate-pulse rounded-md bg-raised ${className}`} />;
}
