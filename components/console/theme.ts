/** The reader's choice of theme; `system` follows the operating system. */
export type Theme = "system" | "light" | "dark";

export const THEMES: Theme[] = ["system", "light", "dark"];

export const THEME_NAMES: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

/** The cookie in which the choice is kept, so that the server writes it into the first byte of HTML. */
export const THEME_COOKIE = "rollcall_theme";

/** The cookie that says whether the navigation is a rail of icons on a wide screen. */
export const NAV_COOKIE = "rollcall_nav";

/** The theme a cookie's value stands for; anything unknown follows the system. */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
