import { Missing } from "@/components/console/missing";

export const metadata = { title: "Not found" };

/** Any address that is no page. */
export default function NotFound() {
  return (
    <main>
      <Missing title="There is no such page">The address may be mistyped, or what it named is gone.</Missing>
    </main>
  );
}
