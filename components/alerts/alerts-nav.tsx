"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";

const PAGES = [
  { href: "/alerts", name: "Firing now" },
  { href: "/alerts/history", name: "History" },
  { href: "/alerts/rules", name: "Rules" },
  { href: "/alerts/silences", name: "Silences" },
];
const CHANNELS = { href: "/alerts/channels", name: "Channels" };

/** The pages of alerting beside each other, the one that is shown marked. @param mayManage whether channels may be seen */
export function AlertsNav({ mayManage }: { mayManage: boolean }) {
  const path = usePathname();
  const isShown = (href: string) => path === href || (href !== "/alerts" && path.startsWith(`${href}/`));
  return (
    <nav aria-label="Alerts" className="mt-3 mb-5 border-b border-line print:hidden">
      <ul className="-mb-px flex gap-5 overflow-x-auto">
        {[...PAGES, ...(mayManage ? [CHANNELS] : [])].map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              prefetch={false}
              aria-current={isShown(href) ? "page" : undefined}
              className="block border-b-2 border-transparent py-2 text-[0.8125rem] font-medium whitespace-nowrap text-muted hover:text-text aria-[current]:border-accent-solid aria-[current]:text-text"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
