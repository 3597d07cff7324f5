"use client";
import { Command as List } from "cmdk";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Icon } from "../icon";
import type { ConsoleOperator } from "../operator";
import { chooseTheme } from "../use-theme";
import { BotResults } from "./bot-results";
import { type CommandAct, findCommands } from "./commands";
import { GROUP, ITEM } from "./look";
import { useBotSearch } from "./use-bot-search";

/** Goes anywhere and does anything by typing: pages, bots (asked of the server) and actions. */
export function Palette({
  role,
  openShortcuts,
  onClose,
}: {
  role: ConsoleOperator["role"];
  openShortcuts: () => void;
  onClose: () => void;
}) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const next = useRef<(() => void) | null>(null);
  const [typed, setTyped] = useState("");
  const found = useBotSearch(typed);
  const commands = findCommands(typed, role);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    input.current?.focus();
  }, []);

  // What is chosen happens once the dialog has closed and given the focus back.
  const perform = (act: CommandAct) => {
    next.current = () => {
      if (act.kind === "go") router.push(act.href);
      if (act.kind === "theme") chooseTheme(act.theme);
      if (act.kind === "shortcuts") openShortcuts();
    };
    dialog.current?.close();
  };
  const go = (href: string) => perform({ kind: "go", href });
  return (
    <dialog
      ref={dialog}
      closedby="any"
      aria-label="Search and commands"
      onClose={() => {
        onClose();
        next.current?.();
      }}
      className="mx-auto mt-[max(1rem,12dvh)] mb-auto w-[min(40rem,calc(100vw-2rem))] overflow-hidden rounded-xl bg-surface p-0 text-text shadow-2xl ring-1 ring-line-strong backdrop:bg-black/40"
    >
      <List shouldFilter={false} loop label="Search and commands">
        <div className="flex items-center gap-2.5 border-b border-line px-4 text-faint">
          <Icon name="search" />
          <List.Input
            ref={input}
            value={typed}
            onValueChange={setTyped}
            placeholder="Search bots, pages and actions"
            className="h-12 w-full bg-transparent text-sm text-text outline-none placeholder:text-faint"
          />
          <kbd className="rounded bg-raised px-1.5 py-px font-sans text-xs ring-1 ring-line-strong ring-inset">Esc</kbd>
        </div>
        <List.List label="Results" className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
          {found.state === "found" && found.bots.length === 0 && commands.length === 0 && (
            <List.Empty className="px-3 py-8 text-center text-[0.8125rem] text-muted">
              No bot, page or action is found by “{typed.trim()}”.
            </List.Empty>
          )}
          {(["Pages", "Actions"] as const).map((group) => {
            const ofGroup = commands.filter((command) => command.group === group);
            if (ofGroup.length === 0) return null;
            return (
              <List.Group key={group} heading={group} className={GROUP}>
                {ofGroup.map((command) => (
                  <List.Item key={command.id} value={command.id} onSelect={() => perform(command.act)} className={ITEM}>
                    <Icon name={command.icon} className="size-4 text-faint" />
                    {command.name}
                  </List.Item>
                ))}
              </List.Group>
            );
          })}
          <BotResults typed={typed.trim()} found={found} go={go} />
        </List.List>
      </List>
      <p className="hidden gap-4 border-t border-line px-4 py-2 text-xs text-faint sm:flex">
        <span>↑↓ to choose</span>
        <span>Enter to open</span>
        <span role="status" className="ml-auto">
          {found.state === "searching" && "Searching bots…"}
          {found.state === "failed" && "Bots cannot be searched: Rollcall does not answer"}
          {found.state === "found" && `${found.matching} ${found.matching === 1 ? "bot" : "bots"} found`}
        </span>
      </p>
    </dialog>
  );
}
