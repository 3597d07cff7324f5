"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";

const PAGES = [
  { href: "/bots", name: "Bots" },
  { href: "/live", name: "Live" },
];

/** The console's pages; the one that is shown is marked. */
export function Nav() {
  const path = usePathname();
  return (
    <nav aria-label="Pages">
      <ul className="flex gap-1 lg:flex-col">
        {PAGES.map((page) => (
          <li key={page.href}>
            <Link
              href={page.href}
              aria-current={path === page.href ? "page" : path.startsWith(`${page.href}/`) ? "true" : undefined}
              className="block rounded-md px-3 py-1.5 text-[0.8125rem] font-medium text-muted hover:bg-raised hover:text-text aria-[current]:bg-raised aria-[current]:text-text"
            >
              {page.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
