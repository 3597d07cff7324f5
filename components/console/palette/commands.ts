import { may, type Permission, type Role } from "@/lib/access/roles";
import { type IconName, PAGES } from "../pages";
import { THEME_NAMES, THEMES, type Theme } from "../theme";

/** What choosing a command does. */
export type CommandAct = { kind: "go"; href: string } | { kind: "theme"; theme: Theme } | { kind: "shortcuts" };

/** A line of the palette that is the same on every page. */
export interface Command {
  id: string;
  group: "Pages" | "Actions";
  name: string;
  icon: IconName;
  /** Other words under which it is found. */
  words: string;
  act: CommandAct;
}

interface CommandFor extends Command {
  /** What is needed to use it. */
  needs: Permission;
}

const page = (href: string, name: string, icon: IconName, words: string, needs: Permission = "read"): CommandFor => ({
  id: href,
  group: "Pages",
  name,
  icon,
  words,
  act: { kind: "go", href },
  needs,
});

const COMMANDS: CommandFor[] = [
  ...PAGES.map(({ href, name, icon }) => page(href, name, icon, "go open page")),
  page("/settings/profile", "Profile and sessions", "person", "settings password account"),
  page("/settings/scrape", "Scrape targets", "services", "settings prometheus metrics import", "bots.manage"),
  page("/settings/keys", "API keys", "key", "settings token create", "keys.manage"),
  page("/settings/users", "Users", "people", "settings invite role operator", "users.manage"),
  page("/settings/audit", "Audit log", "log", "settings history who changed", "audit.read"),
  ...THEMES.map(
    (theme): CommandFor => ({
      id: `theme-${theme}`,
      group: "Actions",
      name: `Theme: ${THEME_NAMES[theme].toLowerCase()}`,
      icon: "theme",
      words: "appearance colour mode",
      act: { kind: "theme", theme },
      needs: "read",
    }),
  ),
  {
    id: "shortcuts",
    group: "Actions",
    name: "Keyboard shortcuts",
    icon: "keyboard",
    words: "help keys",
    act: { kind: "shortcuts" },
    needs: "read",
  },
];

/**
 * The commands that a role may use and that fit what was typed, best first: those whose name starts with it, then those of
 * which every typed word starts a word.
 *
 *     findCommands("ana", "viewer").map(({ name }) => name) ["Analytics"]
 *     findCommands("dark", "viewer")[0].name                "Theme: dark"
 */
export function findCommands(typed: string, role: Role): Command[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, words }: Command) => {
    const known = `${name} ${words}`.toLowerCase().split(/[\s:]+/);
    return wanted.every((word) => known.some((candidate) => candidate.startsWith(word)));
  };
  const first = ({ name }: Command) => Number(!name.toLowerCase().startsWith(typed.trim().toLowerCase()));
  return COMMANDS.filter((command) => may(role, command.needs) && fits(command)).sort((a, b) => first(a) - first(b));
}
