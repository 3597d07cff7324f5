/** A page's title and a line on what it shows. */
export function PageHeading({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <header className="mb-4">
      <h1 className="text-lg font-semibold">{title}</h1>
      <p className="mt-0.5 text-[0.8125rem] text-muted">{children}</p>
    </header>
  );
}
