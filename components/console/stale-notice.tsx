import { Notice } from "@/components/ui/notice";

/** Says that a view no longer gets new data, and what happens next. */
export function StaleNotice({ stale }: { stale: boolean }) {
  if (!stale) return null;
  return (
    <Notice tone="warn" shape="triangle">
      Live data has stopped: Rollcall does not answer. These are the last figures received; trying again every few
      seconds.
    </Notice>
  );
}
