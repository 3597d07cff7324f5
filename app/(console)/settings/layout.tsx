import { SettingsNav } from "@/components/settings/settings-nav";
import { authorise } from "../authorise";

/** The frame of the settings: their pages beside each other, those that this operator may open. */
export default async function SettingsLayout({ children }: { children: React.ReactNode }) {
  const { role } = await authorise();
  return (
    <div className="mx-auto max-w-5xl">
      <h1 className="text-lg font-semibold">Settings</h1>
      <SettingsNav operator={{ role }} />
      {children}
    </div>
  );
}
