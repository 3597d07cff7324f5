"use client";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { useOpenAlerts } from "@/components/alerts/open-alerts";
import { Icon } from "./icon";
import { type ConsolePage, currentOf, PAGES } from "./pages";

/** The console's pages, the one that is shown marked: a bar at the foot of a phone, a rail of icons, or a list. */
export function Nav() {
  const path = usePathname();
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:static sm:border-0 sm:pb-0"
    >
      <ul className="flex sm:flex-col sm:gap-0.5">
        {PAGES.map((page) => (
          <li key={page.href} className="min-w-0 flex-1">
            <Link
              href={page.href}
              prefetch={false}
              title={page.name}
              aria-current={currentOf(page.href, path)}
              className="group relative flex flex-col items-center gap-1 py-2 text-[0.625rem] font-medium tracking-tighter text-muted hover:text-text aria-[current]:text-accent sm:rounded-md sm:tracking-normal sm:hover:bg-raised sm:aria-[current]:bg-raised sm:aria-[current]:text-text wide:flex-row wide:gap-2.5 wide:px-2 wide:py-1.5 wide:text-[0.8125rem]"
            >
              <PageMark page={page} />
              <span className="max-w-full truncate rail:sr-only">{page.name}</span>
              {page.href === "/alerts" && <OpenCount />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How many alerts wait for somebody, or that nobody watches: on the corner of the icon, or at the end of the row. */
function OpenCount() {
  const alerts = useOpenAlerts();
  if (alerts === null) return null;
  const { open, watch } = alerts;
  const total = Object.values(open).reduce((sum, count) => sum + count, 0);
  // Before the first evaluation, a start is all that there is to tell.
  const unwatched = watch.asleep && watch.evaluated_at !== null;
  if (total === 0 && !unwatched) return null;
  return (
    <span
      className={`absolute top-0.5 left-1/2 ml-1 min-w-4 rounded-full px-1 text-center text-[0.625rem] leading-4 font-semibold tabular-nums ring-2 ring-surface wide:static wide:ml-auto ${COUNT_TONES[toneOf(open, unwatched)]}`}
    >
      {unwatched ? (
        <>
          !<span className="sr-only"> Alerts are not being evaluated</span>
        </>
      ) : (
        <>
          {total > MOST_COUNTED ? `${MOST_COUNTED}+` : total}
          <span className="sr-only"> open</span>
        </>
      )}
    </span>
  );
}

/** More than fits. */
const MOST_COUNTED = 99;

const COUNT_TONES = { bad: "bg-bad text-surface", warn: "bg-warn text-surface", neutral: "bg-raised text-muted" };

function toneOf(open: Readonly<Record<string, number>>, unwatched: boolean): keyof typeof COUNT_TONES {
  if (unwatched || open.critical) return "bad";
  return open.warning || open.performance ? "warn" : "neutral";
}

/** The page's icon, which breathes while the page is on its way. */
function PageMark({ page }: { page: ConsolePage }) {
  const { pending } = useLinkStatus();
  return (
    <span className={pending ? "motion-safe:animate-pulse text-accent" : "group-aria-[current]:text-accent"}>
      <Icon name={page.icon} className="size-[1.125rem] wide:size-4" />
    </span>
  );
}
