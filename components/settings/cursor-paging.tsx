import Link from "next/link";
import { buttonClass } from "@/components/ui/button";

/**
 * The ways through a list that is read page by page; nothing where it has but one.
 * @param path the page's own address
 * @param keep search parameters that stay
 */
export function CursorPaging({
  path,
  cursor,
  next,
  keep = {},
}: {
  path: string;
  cursor: string;
  next: string | null;
  keep?: Record<string, string>;
}) {
  if (!next && !cursor) return null;
  const to = (at: Record<string, string>) => {
    const search = new URLSearchParams({ ...keep, ...at });
    return search.size ? `${path}?${search}` : path;
  };
  return (
    <nav aria-label="Pages of the list" className="flex justify-end gap-2 print:hidden">
      {cursor && (
        <Link href={to({})} className={buttonClass()}>
          First page
        </Link>
      )}
      {next && (
        <Link href={to({ cursor: next })} className={buttonClass()}>
          Next page
        </Link>
      )}
    </nav>
  );
}
