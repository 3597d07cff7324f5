"use client";
import Link from "next/link";
import { useState } from "react";
import { ConnectionState } from "./connection-state";
import { Desk } from "./desk";
import { Icon } from "./icon";
import { Logo } from "./logo";
import { Nav } from "./nav";
import type { ConsoleOperator } from "./operator";
import { SearchButton } from "./search-button";
import { NAV_COOKIE, type Theme } from "./theme";
import { UserMenu } from "./user-menu";

const YEAR_SECONDS = 31_536_000;

/**
 * The frame of every page: the pages to go to, search, the state of the connection and the operator's own menu. On a phone
 * the pages stand at the foot; on a tablet, or where the operator wants it so, they are a rail of icons.
 */
export function Shell({
  operator,
  theme,
  rail,
  children,
}: {
  operator: ConsoleOperator;
  theme: Theme;
  /** Whether a wide screen shows the rail too. */
  rail: boolean;
  children: React.ReactNode;
}) {
  const [isRail, setRail] = useState(rail);
  const toggleRail = () => {
    setRail(!isRail);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that is supported.
    document.cookie = `${NAV_COOKIE}=${isRail ? "list" : "rail"}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  };
  return (
    <Desk operator={operator} toggleRail={toggleRail}>
      <div data-nav={isRail ? "rail" : "list"}>
        <div className="min-h-dvh sm:grid sm:grid-cols-[3.5rem_minmax(0,1fr)] wide:grid-cols-[13.5rem_minmax(0,1fr)] print:block">
          <a
            href="#content"
            className="sr-only rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
          >
            Skip to content
          </a>
          <header className="sticky top-0 z-30 border-b border-line bg-surface sm:h-dvh sm:border-r sm:border-b-0 print:hidden">
            <div className="flex h-12 items-center gap-2 px-4 sm:h-full sm:flex-col sm:items-stretch sm:gap-3 sm:px-2 sm:py-3 wide:px-3">
              <div className="flex flex-1 items-center justify-between sm:flex-none sm:justify-center wide:justify-between wide:pl-1">
                <Link
                  href="/"
                  prefetch={false}
                  aria-label="Rollcall"
                  className="flex items-center gap-2 rounded-md text-sm font-semibold"
                >
                  <Logo />
                  <span className="rail:hidden">Rollcall</span>
                </Link>
                <RailButton rail={isRail} toggle={toggleRail} className="hidden wide:grid" />
              </div>
              <SearchButton />
              <Nav />
              <RailButton rail={isRail} toggle={toggleRail} className="mx-auto hidden rail:lg:grid" />
              <div className="flex items-center gap-1 sm:mt-auto sm:flex-col sm:items-stretch sm:gap-2">
                <ConnectionState />
                <UserMenu operator={operator} theme={theme} />
              </div>
            </div>
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-[120rem] min-w-0 p-4 pb-24 outline-none sm:pb-8 lg:p-6 print:p-0"
          >
            {children}
          </main>
        </div>
      </div>
    </Desk>
  );
}

function RailButton({ rail, toggle, className }: { rail: boolean; toggle: () => void; className: string }) {
  return (
    <button
      type="button"
      onClick={toggle}
      aria-label={rail ? "Show page names" : "Hide page names"}
      title={`${rail ? "Show page names" : "Hide page names"}  [`}
      className={`size-7 place-items-center rounded-md text-faint hover:bg-raised hover:text-text ${className}`}
    >
      <Icon name="sidebar" />
    </button>
  );
}
