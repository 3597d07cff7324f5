import type { IconName } from "./pages";

const PATHS: Record<IconName, string> = {
  overview: "M2.5 9.5h4v4h-4zM2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM9.5 9.5h4v4h-4z",
  bots: "M3.5 5.5h9v7h-9zM8 5.5v-3M6 8.5v1M10 8.5v1M1.5 8v2M14.5 8v2",
  queues: "M2.5 4h11M2.5 8h11M2.5 12h6",
  services: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01M8.5 5h2.5M8.5 11h2.5",
  alerts: "M8 2.2a3.8 3.8 0 0 1 3.8 3.8c0 3.6 1.4 4.6 1.4 5.4H2.8c0-.8 1.4-1.8 1.4-5.4A3.8 3.8 0 0 1 8 2.2zM6.5 13.4h3",
  live: "M1.5 8h3l2-5 3 10 2-5h3",
  analytics: "M2.5 2.5v11h11M5.5 10.5v-3M8.5 10.5v-6M11.5 10.5v-4",
  settings: "M2 5h6M12 5h2M2 11h2M8 11h6M10 3.2v3.6M6 9.2v3.6",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7L14 14",
  theme: "M8 2.5v11M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5l4 1.5M8 8h5.5M8 11l4-1.5",
  keyboard: "M1.5 4.5h13v7h-13zM4 7h.01M6.7 7h.01M9.3 7h.01M12 7h.01M5 9.3h6",
  key: "M5.5 13.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7.7 8.3l5.8-5.8M11 5l2 2",
  person: "M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.4-2.6 2.4-4 5-4s4.6 1.4 5 4",
  people:
    "M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.5 13c.3-2.3 2-3.5 4.5-3.5s4.2 1.2 4.5 3.5M10.5 3.2a2.2 2.2 0 0 1 0 4.1M12 9.9c1.5.5 2.3 1.6 2.5 3.1",
  log: "M3.5 2.5h9v11h-9zM6 5.5h4M6 8h4M6 10.5h2",
  leave: "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
  sidebar: "M2 3h12v10H2zM6 3v10",
};

/** A drawing of one stroke at the size of the text; hidden from assistive technology, since a name always goes with it. */
export function Icon({ name, className = "size-4" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
