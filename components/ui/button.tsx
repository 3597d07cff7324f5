const BASE =
  "inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-3 text-[0.8125rem] font-medium whitespace-nowrap ring-1 ring-inset disabled:opacity-50";
const KINDS = {
  plain: "bg-surface text-text ring-line-strong hover:bg-raised",
  primary: "bg-[#4f46e5] text-white ring-[#4f46e5] hover:bg-[#4338ca]",
  danger: "bg-[#b42318] text-white ring-[#b42318] hover:bg-[#912018]",
};

/** The classes of a button, for a link that looks like one. */
export function buttonClass(kind: keyof typeof KINDS = "plain"): string {
  return `${BASE} ${KINDS[kind]}`;
}

/** A button. `kind` primary marks the one next step of a view, danger what cannot be taken back. */
export function Button({
  kind = "plain",
  type = "button",
  ...rest
}: React.ComponentProps<"button"> & { kind?: keyof typeof KINDS }) {
  return <button {...rest} type={type} className={buttonClass(kind)} />;
}
