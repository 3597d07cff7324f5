"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ConsoleOperator } from "@/components/console/operator";
import { may, type Permission } from "@/lib/access/roles";

const PAGES: { href: string; name: string; needs: Permission }[] = [
  { href: "/settings/profile", name: "Profile", needs: "read" },
  { href: "/settings/scrape", name: "Scrape targets", needs: "bots.manage" },
  { href: "/settings/keys", name: "API keys", needs: "keys.manage" },
  { href: "/settings/users", name: "Users", needs: "users.manage" },
  { href: "/settings/audit", name: "Audit log", needs: "audit.read" },
];

/** The settings' pages that the operator may open, the one that is shown marked. */
export function SettingsNav({ operator }: { operator: Pick<ConsoleOperator, "role"> }) {
  const path = usePathname();
  return (
    <nav aria-label="Settings" className="mt-3 mb-5 border-b border-line print:hidden">
      <ul className="-mb-px flex gap-5 overflow-x-auto">
        {PAGES.filter((page) => may(operator.role, page.needs)).map((page) => (
          <li key={page.href}>
            <Link
              href={page.href}
              prefetch={false}
              aria-current={path === page.href ? "page" : undefined}
              className="block border-b-2 border-transparent py-2 text-[0.8125rem] font-medium whitespace-nowrap text-muted hover:text-text aria-[current]:border-accent-solid aria-[current]:text-text"
            >
              {page.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
