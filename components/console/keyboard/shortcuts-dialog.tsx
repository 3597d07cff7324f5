"use client";
import { Dialog } from "@/components/ui/dialog";
import { PAGES } from "../pages";
import { switchSingleKeys, useSingleKeys } from "./single-keys";

const GROUPS: { name: string; shortcuts: { keys: string[]; what: string }[] }[] = [
  {
    name: "Anywhere",
    shortcuts: [
      { keys: ["Ctrl", "K"], what: "Search bots, pages and actions (⌘ K on a Mac)" },
      { keys: ["/"], what: "Search this page" },
      { keys: ["["], what: "Show or hide page names" },
      { keys: ["?"], what: "These shortcuts" },
      { keys: ["Esc"], what: "Close what is open" },
    ],
  },
  { name: "Go to", shortcuts: PAGES.map((page) => ({ keys: ["g", page.key], what: page.name })) },
];

/** Every shortcut of the console, and the switch for those of one plain key. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const single = useSingleKeys();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group.name}>
            <h3 className="text-xs font-medium text-faint">{group.name}</h3>
            <dl className="mt-2 flex flex-col gap-2 text-[0.8125rem]">
              {group.shortcuts.map(({ keys, what }) => (
                <div key={what} className="flex items-start justify-between gap-4">
                  <dt>{what}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {keys.map((key) => (
                      <kbd
                        key={key}
                        className="min-w-5 rounded bg-raised px-1.5 py-px text-center font-sans text-xs ring-1 ring-line-strong ring-inset"
                      >
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="mt-6 flex items-start gap-2.5 border-t border-line pt-4 text-[0.8125rem]">
        <input
          type="checkbox"
          className="mt-0.5 accent-accent-solid"
          checked={single}
          onChange={(event) => switchSingleKeys(event.target.checked)}
        />
        <span>
          Shortcuts without Ctrl or ⌘
          <span className="block text-xs text-faint">
            Switch them off if speech input or stray keys set them off. This browser remembers it.
          </span>
        </span>
      </label>
    </Dialog>
  );
}
