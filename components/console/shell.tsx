import Link from "next/link";
import { Nav } from "./nav";
import type { Theme } from "./theme";
import { ThemeToggle } from "./theme-toggle";

/** The frame of every page: the pages to go to, the theme, and the notice on who is served. */
export function Shell({ theme, children }: { theme: Theme; children: React.ReactNode }) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to content
      </a>
      <header className="border-b border-line bg-surface lg:border-r lg:border-b-0 print:hidden">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:flex-nowrap lg:items-stretch lg:px-3 lg:py-4">
          <Link href="/bots" className="flex items-center gap-2 rounded-md text-sm font-semibold lg:mb-2 lg:px-2">
            <Logo />
            Rollcall
          </Link>
          <Nav />
          <div className="ml-auto lg:mt-auto lg:ml-0">
            <ThemeToggle initial={theme} />
          </div>
        </div>
      </header>
      <div className="flex min-w-0 flex-col">
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[120rem] flex-1 p-4 outline-none lg:p-6">
          {children}
        </main>
        <footer className="px-4 pb-4 text-xs text-faint lg:px-6 print:hidden">
          Operators cannot sign in yet: until they can, these pages are served on loopback (127.0.0.1, localhost) only.
        </footer>
      </div>
    </div>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#4f46e5" />
      <path d="M15 9h9M15 16h9M15 23h5" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="8.8" cy="9" r="2.3" fill="#fff" />
      <circle cx="8.8" cy="16" r="2.3" fill="#fff" />
      <circle cx="8.8" cy="23" r="1.5" fill="none" stroke="#fff" strokeWidth="1.6" />
    </svg>
  );
}
