import Link from "next/link";

/** A choice among few, kept in the URL: links that look like one segmented control. */
export function LinkTabs({ label, tabs }: { label: string; tabs: { name: string; href: string; current: boolean }[] }) {
  return (
    <nav aria-label={label} className="inline-flex rounded-md bg-raised p-0.5 ring-1 ring-line ring-inset">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          prefetch={false}
          aria-current={tab.current ? "true" : undefined}
          className="rounded px-2.5 py-1 text-xs font-medium text-muted hover:text-text aria-[current]:bg-surface aria-[current]:text-text aria-[current]:ring-1 aria-[current]:ring-line-strong"
        >
          {tab.name}
        </Link>
      ))}
    </nav>
  );
}
