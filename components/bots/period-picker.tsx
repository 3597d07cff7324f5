import { buttonClass } from "@/components/ui/button";
import { LinkTabs } from "@/components/ui/tabs";
import { type Period, RANGES } from "./range";

const FIELD = "h-8 rounded-md bg-surface px-2 text-[0.8125rem] text-text ring-1 ring-line-strong ring-inset";

/** The choice of a period, kept in the URL: those offered as links, any other by a form that needs no JavaScript. */
export function PeriodPicker({ home, period }: { home: string; period: Period }) {
  const custom = period.name === "custom";
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <LinkTabs
        label="Period"
        tabs={Object.keys(RANGES).map((name) => ({
          name,
          href: `${home}?range=${name}`,
          current: name === period.name,
        }))}
      />
      <details className="relative" key={custom ? `${period.from} ${period.to}` : period.name}>
        <summary
          className={`inline-flex cursor-default list-none items-center rounded-md px-2.5 py-1 text-xs font-medium ring-1 ring-inset ${custom ? "bg-surface text-text ring-line-strong" : "bg-raised text-muted ring-line hover:text-text"}`}
        >
          {custom ? `${told(period.from)} – ${told(period.to)} UTC` : "Custom"}
        </summary>
        <form
          action={home}
          method="get"
          className="absolute left-0 z-30 mt-1 grid w-64 gap-3 rounded-md bg-surface p-3 text-xs shadow-lg ring-1 ring-line-strong sm:right-0 sm:left-auto"
        >
          <label className="grid gap-1 text-muted">
            From (UTC)
            <input
              type="datetime-local"
              name="from"
              required
              defaultValue={custom ? field(period.from) : ""}
              className={FIELD}
            />
          </label>
          <label className="grid gap-1 text-muted">
            To (UTC)
            <input
              type="datetime-local"
              name="to"
              required
              defaultValue={custom ? field(period.to) : ""}
              className={FIELD}
            />
          </label>
          <p className="text-faint">Whole hours, 90 days at most.</p>
          <button type="submit" className={buttonClass("primary")}>
            Show
          </button>
        </form>
      </details>
    </div>
  );
}

/** As the form's fields have it; what cannot be read is left empty. */
function field(instant: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().slice(0, 16);
}

const told = (instant: string) => field(instant).replace("T", " ");
