import { buttonClass } from "@/components/ui/button";

const KINDS = [
  { kind: "messages", name: "Messages" },
  { kind: "jobs", name: "Jobs" },
  { kind: "requests", name: "Requests" },
  { kind: "events", name: "All events" },
  { kind: "stats", name: "Bots by the hour" },
];
const FORMATS = ["csv", "json"] as const;

/**
 * The period as files: what was reported, as far back as it is kept, and the figures of this page. Plain links, so that
 * they work without JavaScript too.
 * @param search the period as the API takes it
 */
export function ExportMenu({ search }: { search: string }) {
  const raw = new URLSearchParams(search);
  for (const name of ["grain", "tz"]) raw.delete(name);
  return (
    <details className="group relative print:hidden">
      <summary className={`${buttonClass()} list-none [&::-webkit-details-marker]:hidden`}>Export</summary>
      <div className="absolute right-0 z-30 mt-1 w-64 rounded-md bg-surface p-2 text-xs shadow-lg ring-1 ring-line-strong max-sm:right-auto max-sm:left-0">
        <ul>
          {KINDS.map(({ kind, name }) => (
            <li key={kind} className="flex items-center justify-between rounded px-2 py-1">
              {name}
              <span className="flex gap-1">
                {FORMATS.map((format) => (
                  <Download
                    key={format}
                    href={`/api/monitoring/export?format=${format}&kind=${kind}&${raw}`}
                    label={`${name} as ${format.toUpperCase()}`}
                  >
                    {format.toUpperCase()}
                  </Download>
                ))}
              </span>
            </li>
          ))}
          {(["overview", "timeline"] as const).map((name) => (
            <li key={name} className="flex items-center justify-between rounded px-2 py-1">
              {name === "overview" ? "Figures and heatmaps" : "Course over time"}
              <Download
                href={`/api/analytics/${name}?${search}`}
                label={`${name === "overview" ? "Figures and heatmaps" : "Course over time"} as JSON`}
                file={`analytics-${name}.json`}
              >
                JSON
              </Download>
            </li>
          ))}
        </ul>
        <p className="mt-1 border-t border-line px-2 pt-2 text-faint">
          Each chart has its own menu for an image and its figures as CSV.
        </p>
      </div>
    </details>
  );
}

function Download({
  href,
  label,
  file = "",
  children,
}: {
  href: string;
  label: string;
  /** The file's name, where the answer does not name it. */
  file?: string;
  children: string;
}) {
  return (
    <a
      href={href}
      download={file}
      aria-label={label}
      className="rounded px-2 py-1 font-medium text-accent ring-1 ring-line ring-inset hover:bg-raised"
    >
      {children}
    </a>
  );
}
