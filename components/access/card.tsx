import { Logo } from "@/components/console/logo";

/** The card on the pages for whoever is not signed in yet. It hangs from the top: what is centred would jump while the page arrives. */
export function AccessCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: React.ReactNode;
  children?: React.ReactNode;
}) {
  return (
    <main className="grid min-h-dvh content-start justify-items-center p-4 pt-[max(1rem,14dvh)]">
      <div className="w-full max-w-96">
        <div className="mb-6 flex items-center justify-center gap-2.5 text-base font-semibold">
          <Logo className="size-7" /> Rollcall
        </div>
        <section className="rounded-lg border border-line bg-surface p-6 shadow-sm">
          <h1 className="text-lg font-semibold">{title}</h1>
          {lead && <div className="mt-1 text-[0.8125rem] text-muted">{lead}</div>}
          {children}
        </section>
      </div>
    </main>
  );
}

/** What was wrong with the form, announced when the page is read. */
export function AccessError({ children }: { children: React.ReactNode }) {
  if (!children) return null;
  return (
    <p
      role="alert"
      className="mt-4 rounded-md bg-bad/10 px-3 py-2 text-[0.8125rem] text-bad ring-1 ring-bad/30 ring-inset"
    >
      {children}
    </p>
  );
}
