import { type IconName, PAGES } from "../pages";
import { THEME_NAMES, THEMES, type Theme } from "../theme";

type Role = "admin" | "operator" | "viewer";

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
  /** Who may use it; left out, everyone. */
  roles?: Role[];
}

const page = (href: string, name: string, icon: IconName, words: string, roles?: Role[]): CommandFor => ({
  id: href,
  group: "Pages",
  name,
  icon,
  words,
  act: { kind: "go", href },
  ...(roles && { roles }),
});

const COMMANDS: CommandFor[] = [
  ...PAGES.map(({ href, name, icon }) => page(href, name, icon, "go open page")),
  page("/settings/profile", "Profile and sessions", "person", "settings password account"),
  page("/settings/keys", "API keys", "key", "settings token create", ["admin"]),
  page("/settings/users", "Users", "people", "settings invite role operator", ["admin"]),
  page("/settings/audit", "Audit log", "log", "settings history who changed", ["admin"]),
  ...THEMES.map(
    (theme): Command => ({
      id: `theme-${theme}`,
      group: "Actions",
      name: `Theme: ${THEME_NAMES[theme].toLowerCase()}`,
      icon: "theme",
      words: "appearance colour mode",
      act: { kind: "theme", theme },
    }),
  ),
  {
    id: "shortcuts",
    group: "Actions",
    name: "Keyboard shortcuts",
    icon: "keyboard",
    words: "help keys",
    act: { kind: "shortcuts" },
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
  return COMMANDS.filter((command) => (command.roles ?? [role]).includes(role) && fits(command)).sort(
    (a, b) => first(a) - first(b),
  );
}
