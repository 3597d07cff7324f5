import { SilenceList } from "@/components/alerts/silences/silence-list";
import { may } from "@/lib/access/roles";
import { listSilences } from "@/lib/alerts/silences";
import { authorise } from "../../authorise";
import { load } from "../../load";

export const metadata = { title: "Silences" };

/** Silences and maintenance windows. */
export default async function SilencesPage() {
  const { role } = await authorise();
  const read = await load((given) => listSilences(given, { ended: "true", limit: 200 }));
  return read.ok ? <SilenceList initial={read.data} mayManage={may(role, "alerts.manage")} /> : read.view;
}
