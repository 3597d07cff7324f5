import { cookies } from "next/headers";
import { OpenAlertsProvider } from "@/components/alerts/open-alerts";
import { Shell } from "@/components/console/shell";
import { NAV_COOKIE, parseTheme, THEME_COOKIE } from "@/components/console/theme";
import { TIME_ZONE_COOKIE } from "@/components/console/time-zone";
import { TimeZoneCookie } from "@/components/console/time-zone-cookie";
import { NowProvider } from "@/components/ui/now";
import { readAlertOverview } from "@/lib/alerts/overview";
import { authorise } from "./authorise";
import { load } from "./load";

/** The console: the frame around its pages, and the clock that their relative times share. */
export default async function ConsoleLayout({ children }: { children: React.ReactNode }) {
  const operator = await authorise();
  const [jar, alerts] = await Promise.all([cookies(), load((given) => readAlertOverview(given, 0))]);
  return (
    <NowProvider initial={Date.now()}>
      <TimeZoneCookie known={jar.get(TIME_ZONE_COOKIE)?.value} />
      {/* Where the database is away, the page below says so. */}
      <OpenAlertsProvider initial={alerts.ok ? alerts.data : null}>
        <Shell
          operator={operator}
          theme={parseTheme(jar.get(THEME_COOKIE)?.value)}
          rail={jar.get(NAV_COOKIE)?.value === "rail"}
        >
          {children}
        </Shell>
      </OpenAlertsProvider>
    </NowProvider>
  );
}
