/** The classes of a group of results; its heading is cmdk's. */
export const GROUP =
  "pb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint";

/** The classes of a result. */
export const ITEM =
  "flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-2 text-[0.8125rem] aria-selected:bg-raised aria-selected:shadow-[inset_2px_0_0_var(--accent-solid)]";
