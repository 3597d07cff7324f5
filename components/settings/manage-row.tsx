/** One act in a dialog: its name, what it does, and its button. */
export function ManageRow({ name, what, act }: { name: string; what: string; act: React.ReactNode }) {
  return (
    <section className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line py-4 last:pb-0">
      <div className="min-w-48 flex-1">
        <h3 className="text-[0.8125rem] font-medium">{name}</h3>
        <p className="mt-0.5 text-xs text-muted">{what}</p>
      </div>
      {act}
    </section>
  );
}
