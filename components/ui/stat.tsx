/** One figure: what it is, its value, and a word more. */
export interface Stat {
  label: string;
  value: string;
  note?: string;
}

/** Figures side by side, as many in a row as there is room for. */
export function Stats({ stats, label }: { stats: Stat[]; label: string }) {
  return (
    <dl
      aria-label={label}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg bg-line ring-1 ring-line sm:grid-cols-3 lg:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] [&>*:last-child:nth-child(odd)]:max-sm:col-span-2 [&>*:last-child:nth-child(3n+2)]:sm:max-lg:col-span-2"
    >
      {stats.map((stat) => (
        <div key={stat.label} className="bg-surface px-4 py-3">
          <dt className="text-xs text-faint">{stat.label}</dt>
          <dd className="mt-1">
            <span className="text-xl leading-7 font-semibold tracking-tight">{stat.value}</span>
            {stat.note && <span className="ml-1.5 text-xs text-muted">{stat.note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Names and values under each other, for facts rather than figures. */
export function Facts({ facts }: { facts: { name: string; value: React.ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1.5 text-[0.8125rem]">
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-faint">{fact.name}</dt>
          <dd className="min-w-0 text-right break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
