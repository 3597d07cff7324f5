import { headers } from "next/headers";
import { FirstRun } from "@/components/console/first-run";
import { siteOf } from "@/lib/access/caller";
import { may } from "@/lib/access/roles";
import { runtime } from "@/lib/runtime";
import { authorise } from "./authorise";

/** What overview and bots show while no bot has reported: the way in, with this installation's own address. */
export async function FirstRunHere() {
  const { role } = await authorise();
  const { env } = await runtime();
  return <FirstRun origin={siteOf(await headers(), env)} mayMakeKeys={may(role, "keys.manage")} />;
}
