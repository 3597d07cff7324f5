"use client";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
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
              className="group flex flex-col items-center gap-1 px-0.5 py-2 text-[0.625rem] font-medium text-muted hover:text-text aria-[current]:text-accent sm:rounded-md sm:px-0 sm:hover:bg-raised sm:aria-[current]:bg-raised sm:aria-[current]:text-text wide:flex-row wide:gap-2.5 wide:px-2 wide:py-1.5 wide:text-[0.8125rem]"
            >
              <PageMark page={page} />
              <span className="max-w-full truncate rail:sr-only">{page.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
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
