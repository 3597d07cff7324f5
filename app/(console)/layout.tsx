import { cookies } from "next/headers";
import { Shell } from "@/components/console/shell";
import { NAV_COOKIE, parseTheme, THEME_COOKIE } from "@/components/console/theme";
import { TIME_ZONE_COOKIE } from "@/components/console/time-zone";
import { TimeZoneCookie } from "@/components/console/time-zone-cookie";
import { NowProvider } from "@/components/ui/now";
import { authorise } from "./authorise";

/** The console: the frame around its pages, and the clock that their relative times share. */
export default async function ConsoleLayout({ children }: { children: React.ReactNode }) {
  const operator = await authorise();
  const jar = await cookies();
  return (
    <NowProvider initial={Date.now()}>
      <TimeZoneCookie known={jar.get(TIME_ZONE_COOKIE)?.value} />
      <Shell
        operator={operator}
        theme={parseTheme(jar.get(THEME_COOKIE)?.value)}
        rail={jar.get(NAV_COOKIE)?.value === "rail"}
      >
        {children}
      </Shell>
    </NowProvider>
  );
}
