"use client";
import { useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/field";
import { ShapeMark } from "@/components/ui/shape";

/**
 * Changes one's own password. Every other session ends with the old one.
 * @param least how many characters it must have
 */
export function PasswordForm({ least }: { least: number }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const change = async () => {
    setBusy(true);
    const answer = await call("POST", "/api/auth/password", { current_password: current, new_password: next });
    setBusy(false);
    setDone(answer.ok);
    setFailed(answer.ok ? null : answer.reason);
    if (!answer.ok) return;
    setCurrent("");
    setNext("");
  };
  return (
    <Card title="Password">
      <form
        className="flex max-w-sm flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change();
        }}
      >
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          required
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          minLength={least}
          value={next}
          onChange={(event) => setNext(event.target.value)}
          hint={`At least ${least} characters. Your other sessions end.`}
          required
        />
        <FormError reason={failed} />
        <div className="flex items-center gap-3">
          <Button type="submit" disabled={busy}>
            Change password
          </Button>
          <p role="status" className="flex items-center gap-1.5 text-[0.8125rem] text-ok">
            {done && (
              <>
                <ShapeMark shape="check" /> Changed
              </>
            )}
          </p>
        </div>
      </form>
    </Card>
  );
}
