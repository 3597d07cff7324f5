"use client";
import Link from "next/link";
import { useRef } from "react";
import { useDesk } from "./desk";
import { Icon } from "./icon";
import type { ConsoleOperator } from "./operator";
import { SignOut } from "./sign-out";
import type { Theme } from "./theme";
import { ThemeToggle } from "./theme-toggle";

const ITEM =
  "flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-[0.8125rem] text-muted hover:bg-raised hover:text-text";

/** Who is signed in, and what is theirs: profile, theme, shortcuts, sign out. A popover of the browser's own. */
export function UserMenu({ operator, theme }: { operator: ConsoleOperator; theme: Theme }) {
  const { openShortcuts } = useDesk();
  const menu = useRef<HTMLDivElement>(null);
  const close = () => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        popoverTarget="user-menu"
        aria-label={`${operator.name}, ${operator.role}: your menu`}
        className="flex items-center gap-2.5 rounded-md p-1 text-left hover:bg-raised rail:justify-center"
      >
        <Initials name={operator.name} />
        <span className="hidden min-w-0 flex-1 wide:block">
          <span className="block truncate text-[0.8125rem] leading-4 font-medium">{operator.name}</span>
          <span className="block text-xs leading-4 text-faint">{operator.role}</span>
        </span>
      </button>
      <div
        ref={menu}
        id="user-menu"
        popover="auto"
        className="fixed inset-auto top-13 right-3 m-0 w-64 rounded-lg bg-surface p-1.5 text-text shadow-lg ring-1 ring-line-strong sm:top-auto sm:right-auto sm:bottom-3 sm:left-16 wide:bottom-16 wide:left-3"
      >
        <div className="px-2 py-1.5">
          <p className="truncate text-[0.8125rem] font-medium">{operator.name}</p>
          <p className="truncate text-xs text-faint">
            {operator.email} · {operator.role}
          </p>
        </div>
        <div className="border-y border-line p-2">
          <ThemeToggle initial={theme} />
        </div>
        <ul className="pt-1.5">
          <li>
            <Link href="/settings/profile" prefetch={false} onClick={close} className={ITEM}>
              <Icon name="person" /> Profile and sessions
            </Link>
          </li>
          <li>
            <button
              type="button"
              className={ITEM}
              onClick={() => {
                close();
                openShortcuts();
              }}
            >
              <Icon name="keyboard" /> Keyboard shortcuts
              <span aria-hidden="true" className="ml-auto text-xs text-faint">
                ?
              </span>
            </button>
          </li>
          <li>
            <SignOut className={ITEM}>
              <Icon name="leave" /> Sign out
            </SignOut>
          </li>
        </ul>
      </div>
    </>
  );
}

function Initials({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0])
    .slice(0, 2)
    .join("");
  return (
    <span
      aria-hidden="true"
      className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-solid/15 text-[0.6875rem] font-semibold text-accent uppercase"
    >
      {letters}
    </span>
  );
}
