"use client";
import { useDesk } from "./desk";
import { Icon } from "./icon";

/** Opens the command palette; looks like the search field that it becomes. */
export function SearchButton() {
  const { openPalette } = useDesk();
  return (
    <button
      type="button"
      onClick={openPalette}
      aria-keyshortcuts="Control+K Meta+K"
      className="flex h-8 items-center gap-2 rounded-md px-2 text-[0.8125rem] text-muted ring-1 ring-line ring-inset hover:bg-raised hover:text-text rail:sm:mx-auto rail:sm:w-8 rail:justify-center rail:px-0"
    >
      <Icon name="search" />
      <span className="max-sm:sr-only rail:sr-only">Search</span>
      <span aria-hidden="true" className="ml-auto hidden text-xs text-faint wide:inline">
        Ctrl K
      </span>
    </button>
  );
}
