import { headers } from "next/headers";
import { FirstRun } from "@/components/console/first-run";
import { may } from "@/lib/access/roles";
import { authorise } from "./authorise";

/** What overview and bots show while no bot has reported: the way in, with this installation's own address. */
export async function FirstRunHere() {
  const { role } = await authorise();
  const asked = await headers();
  const scheme = asked.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https" ? "https" : "http";
  return <FirstRun origin={`${scheme}://${asked.get("host")}`} mayMakeKeys={may(role, "keys.manage")} />;
}
