"use client";
import { Badge, Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/access/key-schema";

export type { KeyView };

/** A page of keys, as the API tells it. */
export interface KeyList {
  keys: KeyView[];
  next_cursor: string | null;
}

/** The keys, newest first, one row each. @param manage opens what can be done with one */
export function KeyTable({ keys, manage }: { keys: KeyView[]; manage: (id: string) => void }) {
  return (
    <DataTable
      caption="API keys"
      columns={[
        { key: "name", heading: "Name" },
        { key: "scope", heading: "Scope", from: "sm" },
        { key: "created", heading: "Created", from: "md" },
        { key: "used", heading: "Last used" },
        { key: "act", heading: <span className="sr-only">Actions</span>, align: "right" },
      ]}
      rows={keys.map((key) => ({
        key: key.id,
        cells: {
          name: (
            <div className="flex max-w-40 flex-col gap-0.5 sm:max-w-80">
              <span className={`truncate font-medium ${key.revoked_at ? "text-faint" : ""}`} title={key.name}>
                {key.name}
              </span>
              <span className="flex items-center gap-2 font-mono text-xs text-faint">
                rc_{key.scope[0]}_{key.prefix}…
              </span>
            </div>
          ),
          scope: <Tag>{key.scope}</Tag>,
          created: <Time at={key.created_at} />,
          used: <Time at={key.last_used_at} />,
          act: key.revoked_at ? (
            <Badge tone="neutral" shape="cross" hint={`Revoked ${key.revoked_at}`}>
              revoked
            </Badge>
          ) : (
            <Button onClick={() => manage(key.id)} aria-label={`Manage ${key.name}`}>
              Manage
            </Button>
          ),
        },
      }))}
    />
  );
}
