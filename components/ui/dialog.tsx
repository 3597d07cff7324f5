"use client";
import { useEffect, useId, useRef } from "react";

/**
 * The browser's own modal dialog, open as long as it is mounted: it keeps the focus, gives it back, and closes by Escape, by
 * a click beside it, and by any `<form method="dialog">` within.
 * @param onClose called once it has closed: unmount it then
 * @param held whether a click beside it leaves it open, because what it shows cannot be had again
 * @param ref its element, to close it by hand
 */
export function Dialog({
  title,
  children,
  onClose,
  held = false,
  ref,
}: {
  title: string;
  children: React.ReactNode;
  onClose: () => void;
  held?: boolean;
  ref?: React.RefObject<HTMLDialogElement | null>;
}) {
  const own = useRef<HTMLDialogElement>(null);
  const element = ref ?? own;
  const heading = useId();
  useEffect(() => {
    if (!element.current || element.current.open) return;
    element.current.showModal();
    // Where there is something to type, that is what it was opened for; else the browser's choice, the first button.
    element.current.querySelector<HTMLInputElement>("input:not([type=checkbox], [type=radio])")?.focus();
  }, [element]);
  return (
    <dialog
      ref={element}
      closedby={held ? "closerequest" : "any"}
      aria-labelledby={heading}
      // React lets the closing of a dialog within this one bubble up to here.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      className="m-auto max-h-[min(44rem,calc(100dvh-2rem))] w-[min(34rem,calc(100vw-2rem))] overflow-y-auto rounded-xl bg-surface p-0 text-text shadow-2xl ring-1 ring-line-strong backdrop:bg-black/40"
    >
      <div className="p-5">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 id={heading} className="text-base font-semibold">
            {title}
          </h2>
          <form method="dialog">
            <button
              type="submit"
              aria-label="Close"
              className="-m-1 grid size-7 place-items-center rounded-md text-faint hover:bg-raised hover:text-text"
            >
              <svg viewBox="0 0 10 10" className="size-3" aria-hidden="true">
                <path d="M1 1l8 8M9 1L1 9" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
              </svg>
            </button>
          </form>
        </div>
        {children}
      </div>
    </dialog>
  );
}
