import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { State } from "@/components/ui/state";

export const metadata = { title: "Not found" };

/** Any address that is no page. */
export default function NotFound() {
  return (
    <main>
      <State
        shape="dash"
        level={1}
        title="There is no such page"
        action={
          <Link href="/bots" className={buttonClass()}>
            All bots
          </Link>
        }
      >
        The address may be mistyped, or what it named is gone.
      </State>
    </main>
  );
}
