import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { State } from "@/components/ui/state";

/** Stands for a page that is not there, or whose address makes no sense: the reason, and ways on. */
export function Missing({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <State
      shape="dash"
      level={1}
      title={title}
      action={
        <>
          <Link href="/" prefetch={false} className={buttonClass("primary")}>
            Overview
          </Link>
          <Link href="/bots" prefetch={false} className={buttonClass()}>
            All bots
          </Link>
        </>
      }
    >
      {children}
    </State>
  );
}
