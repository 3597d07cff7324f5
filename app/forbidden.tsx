import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { State } from "@/components/ui/state";

export const metadata = { title: "Not allowed" };

/** What an operator sees, in the console's frame, whose role does not allow a page. */
export default function Forbidden() {
  return (
    <State
      shape="bars"
      level={1}
      title="Your role does not allow this page"
      action={
        <Link href="/" className={buttonClass("primary")}>
          Go to the overview
        </Link>
      }
    >
      An administrator can give you another role, in Settings under Users.
    </State>
  );
}
