"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "@/components/console/call";
import { ConfirmDialog } from "@/components/console/confirm-dialog";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { AlertRule } from "@/lib/alerts/rules/schema";
import { bodyOf, type Draft, draftOf, EMPTY } from "./draft";
import { RuleFields } from "./rule-fields";
import { RulePreview } from "./rule-preview";

/** A rule's form beside what it measures and would have done. @param rule left out for a new one */
export function RuleEditor({
  rule,
  channels,
  mayManage,
}: {
  rule?: AlertRule;
  channels: { id: string; name: string }[];
  mayManage: boolean;
}) {
  const router = useRouter();
  const [draft, setDraft] = useState<Draft>(rule ? draftOf(rule) : EMPTY);
  const [failed, setFailed] = useState<string | null>(null);
  const [asking, setAsking] = useState<"delete" | "reset" | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const path = rule ? `/api/alert-rules/${rule.id}` : "/api/alert-rules";
  const save = async () => {
    setIsSaving(true);
    const answer = await call<AlertRule>(rule ? "PATCH" : "POST", path, bodyOf(draft));
    setIsSaving(false);
    setFailed(answer.ok ? null : answer.reason);
    if (!answer.ok) return;
    router.push("/alerts/rules");
    router.refresh();
  };
  const leave = () => {
    router.push("/alerts/rules");
    router.refresh();
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
      <Card title={rule ? rule.name : "New rule"}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <fieldset disabled={!mayManage} className="flex min-w-0 flex-col gap-4">
            <RuleFields draft={draft} channels={channels} onChange={(change) => setDraft({ ...draft, ...change })} />
          </fieldset>
          <FormError reason={failed} />
          {mayManage && (
            <div className="flex flex-wrap justify-end gap-2">
              {rule?.shipped && rule.changed && <Button onClick={() => setAsking("reset")}>Reset…</Button>}
              {rule && !rule.shipped && (
                <Button kind="danger" onClick={() => setAsking("delete")}>
                  Delete…
                </Button>
              )}
              <Button type="submit" kind="primary" disabled={isSaving}>
                {rule ? "Save" : "Add rule"}
              </Button>
            </div>
          )}
        </form>
      </Card>
      {mayManage ? (
        <RulePreview body={bodyOf(draft)} />
      ) : (
        <p className="text-[0.8125rem] text-muted">
          Operators and administrators may change rules and look back with them.
        </p>
      )}
      {asking === "delete" && (
        <ConfirmDialog
          title={`Delete “${draft.name}”?`}
          confirm="Delete rule"
          act={() => call("DELETE", path)}
          onDone={leave}
          onClose={() => setAsking(null)}
        >
          What it has fired is resolved at the next tick. Its incidents stay in the history.
        </ConfirmDialog>
      )}
      {asking === "reset" && (
        <ConfirmDialog
          title="Bring this rule back to what it was shipped as?"
          confirm="Reset rule"
          act={() => call("POST", `${path}/reset`)}
          onDone={leave}
          onClose={() => setAsking(null)}
        >
          What you changed of it is lost.
        </ConfirmDialog>
      )}
    </div>
  );
}
