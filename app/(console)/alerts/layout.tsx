import { AlertsNav } from "@/components/alerts/alerts-nav";
import { may } from "@/lib/access/roles";
import { authorise } from "../authorise";

/** The frame of alerting: its pages beside each other. */
export default async function AlertsLayout({ children }: { children: React.ReactNode }) {
  const { role } = await authorise();
  return (
    <>
      <h1 className="text-lg font-semibold">Alerts</h1>
      <AlertsNav mayManage={may(role, "alerts.manage")} />
      {children}
    </>
  );
}
