"use client";
import Link from "next/link";
import { useRef, useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { View, ViewList } from "@/lib/views/view";

const EVERY_MS = 60_000;

/**
 * The saved views of the list as links, and the way to save what is filtered now.
 * @param search of the page's URL as it is now, without the page's number
 * @param maySave whether this operator may save and delete views
 */
export function SavedViews({ initial, search, maySave }: { initial: ViewList; search: string; maySave: boolean }) {
  const { data, refresh } = useRefreshed("/api/views?page=bots", initial, EVERY_MS);
  const [dialog, setDialog] = useState<"save" | "delete" | null>(null);
  const current = data.views.find((view) => view.search === search);
  if (data.views.length === 0 && (!maySave || search === "")) return null;
  const changed = () => {
    setDialog(null);
    refresh();
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5 text-xs print:hidden">
      <nav aria-label="Saved views" className="contents">
        {[{ id: "all", name: "All bots", search: "", shared: true }, ...data.views].map((view) => (
          <Link
            key={view.id}
            href={`/bots${view.search}`}
            prefetch={false}
            aria-current={view.search === search ? "true" : undefined}
            title={view.shared ? undefined : "Only you see this view"}
            className="max-w-56 truncate rounded-full px-2.5 py-1 text-muted ring-1 ring-line ring-inset hover:bg-raised hover:text-text aria-[current]:bg-surface aria-[current]:font-medium aria-[current]:text-text aria-[current]:ring-line-strong"
          >
            {view.name}
          </Link>
        ))}
      </nav>
      {maySave && search !== "" && !current && (
        <button type="button" onClick={() => setDialog("save")} className={ACT}>
          + Save view
        </button>
      )}
      {maySave && current?.own && (
        <button type="button" onClick={() => setDialog("delete")} className={ACT}>
          Delete view
        </button>
      )}
      {dialog === "save" && <SaveView search={search} onDone={changed} onClose={() => setDialog(null)} />}
      {dialog === "delete" && current && <DeleteView view={current} onDone={changed} onClose={() => setDialog(null)} />}
    </div>
  );
}

const ACT = "rounded-full px-2.5 py-1 font-medium text-accent hover:bg-raised noscript:hidden";

interface Acts {
  onDone: () => void;
  onClose: () => void;
}

function SaveView({ search, onDone, onClose }: Acts & { search: string }) {
  const element = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const save = async () => {
    setBusy(true);
    const answer = await call<View>("POST", "/api/views", { page: "bots", name, search, shared });
    setBusy(false);
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onDone();
  };
  return (
    <Dialog title="Save this view" onClose={onClose} ref={element}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="Name"
          required
          maxLength={80}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint="Keeps the search, filters and order that are set now."
        />
        <label className="flex items-start gap-2.5 text-[0.8125rem]">
          <input
            type="checkbox"
            className="mt-0.5 accent-accent-solid"
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
          />
          <span>
            Share it<span className="block text-xs text-muted">Every operator sees it beside the list.</span>
          </span>
        </label>
        <FormError reason={failed} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => element.current?.close()}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            Save view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function DeleteView({ view, onDone, onClose }: Acts & { view: View }) {
  const element = useRef<HTMLDialogElement>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const remove = async () => {
    const answer = await call<null>("DELETE", `/api/views/${encodeURIComponent(view.id)}`);
    setFailed(answer.ok ? null : answer.reason);
    if (answer.ok) onDone();
  };
  return (
    <Dialog title={`Delete “${view.name}”?`} onClose={onClose} ref={element}>
      <p className="text-[0.8125rem] text-muted">
        {view.shared ? "It disappears for every operator." : "Only you see it."} The filters stay set on this page.
      </p>
      <FormError reason={failed} />
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={() => element.current?.close()}>Cancel</Button>
        <Button kind="primary" onClick={remove}>
          Delete view
        </Button>
      </div>
    </Dialog>
  );
}
