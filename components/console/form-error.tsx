import { ShapeMark } from "@/components/ui/shape";

/** Why a change was not made; announced when it appears. Nothing while there is no reason. */
export function FormError({ reason }: { reason: string | null }) {
  if (!reason) return null;
  return (
    <p role="alert" className="flex items-start gap-2 text-[0.8125rem] text-bad">
      <ShapeMark shape="cross" className="mt-1" />
      <span className="min-w-0 break-words">{reason}</span>
    </p>
  );
}
