import Link from "next/link";
import { formatCount } from "@/lib/stats/format";
import { type BotListQuery, botListSearch, PAGE_SIZE, pageNumbers } from "./query";

/** Where in the list this page lies, and the ways to the others. */
export function Pager({ query, matching, total }: { query: BotListQuery; matching: number; total: number }) {
  const current = Math.max(1, Number(query.page) || 1);
  const pages = Math.max(1, Math.ceil(matching / PAGE_SIZE));
  const to = (page: number) => `/bots${botListSearch({ ...query, page: page === 1 ? "" : String(page) })}`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-xs text-muted">
      <p>{extent(current, matching, total)}</p>
      {pages > 1 && (
        <nav aria-label="Pages of the list" className="flex items-center gap-1 print:hidden">
          <Step name="Previous" href={current > 1 ? to(Math.min(current - 1, pages)) : null} />
          {pageNumbers(Math.min(current, pages), pages).map((page, index) =>
            page === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a gap has nothing but its place.
              <span key={`gap ${index}`} aria-hidden="true" className="px-1 text-faint">
                …
              </span>
            ) : (
              <Link
                key={page}
                href={to(page)}
                prefetch={false}
                aria-label={`Page ${page}`}
                aria-current={page === current ? "page" : undefined}
                className={`${PLACE} aria-[current]:bg-raised aria-[current]:font-semibold aria-[current]:text-text`}
              >
                {page}
              </Link>
            ),
          )}
          <Step name="Next" href={current < pages ? to(current + 1) : null} />
        </nav>
      )}
    </div>
  );
}

const PLACE = "grid h-7 min-w-7 place-items-center rounded-md px-2 hover:bg-raised hover:text-text";

function Step({ name, href }: { name: string; href: string | null }) {
  if (href === null) return <span className={`${PLACE} pointer-events-none text-faint`}>{name}</span>;
  return (
    <Link href={href} prefetch={false} className={PLACE} rel={name === "Next" ? "next" : "prev"}>
      {name}
    </Link>
  );
}

function extent(current: number, matching: number, total: number): string {
  const whole = `${formatCount(total)} ${total === 1 ? "bot" : "bots"}`;
  const begin = (current - 1) * PAGE_SIZE;
  const place =
    matching > PAGE_SIZE && begin < matching
      ? `${formatCount(begin + 1)}–${formatCount(Math.min(begin + PAGE_SIZE, matching))} of `
      : "";
  return matching === total ? `${place}${whole}` : `${place}${formatCount(matching)} matching, of ${whole}`;
}
