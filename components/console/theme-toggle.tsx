"use client";
import { THEME_NAMES, THEMES, type Theme } from "./theme";
import { chooseTheme, useTheme } from "./use-theme";

/** Chooses the theme: a radio group. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const theme = useTheme(initial);
  return (
    <fieldset className="flex rounded-md bg-raised p-0.5 ring-1 ring-line ring-inset">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((value) => (
        <label
          key={value}
          className="flex-1 cursor-pointer rounded px-2 py-1 text-center text-xs text-muted has-checked:bg-surface has-checked:text-text has-checked:ring-1 has-checked:ring-line-strong has-focus-visible:outline-2 has-focus-visible:outline-accent-solid"
        >
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={theme === value}
            onChange={() => chooseTheme(value)}
          />
          {THEME_NAMES[value]}
        </label>
      ))}
    </fieldset>
  );
}
