import { cookies } from "next/headers";
import { Shell } from "@/components/console/shell";
import { parseTheme, THEME_COOKIE } from "@/components/console/theme";
import { NowProvider } from "@/components/ui/now";
import { authorise } from "./authorise";

/** The console: the frame around its pages, and the clock that their relative times share. */
export default async function ConsoleLayout({ children }: { children: React.ReactNode }) {
  await authorise();
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <NowProvider initial={Date.now()}>
      <Shell theme={theme}>{children}</Shell>
    </NowProvider>
  );
}
