import Link from "next/link";
import { Card } from "@/components/ui/card";
import { CopyBlock } from "@/components/ui/copy-block";
import type { Block, Span } from "@/lib/runbooks/markdown";

/** What stands under one heading. */
interface Part {
  title: string | undefined;
  blocks: Block[];
}

/** A runbook as cards: one for each heading. */
export function Markdown({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-4">
      {partsOf(blocks).map(({ title, blocks: own }, index) => (
        <Card key={title ?? index} {...(title !== undefined && { title })}>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-[0.8125rem] leading-6">
            {own.map((block, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes.
              <BlockView key={at} block={block} part={title ?? ""} />
            ))}
          </div>
        </Card>
      ))}
    </div>
  );
}

function partsOf(blocks: readonly Block[]): Part[] {
  const parts: Part[] = [];
  for (const block of blocks) {
    if (block.kind === "heading") parts.push({ title: block.text, blocks: [] });
    else if (parts.length === 0) parts.push({ title: undefined, blocks: [block] });
    else parts.at(-1)!.blocks.push(block);
  }
  return parts;
}

function BlockView({ block, part }: { block: Block; part: string }) {
  if (block.kind === "code") return <CopyBlock text={block.text} label={`Commands: ${part}`} />;
  if (block.kind === "paragraph") return <Line spans={block.spans} />;
  if (block.kind === "heading") return null;
  const items = block.items.map((spans, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes.
    <li key={at}>
      <Line spans={spans} />
    </li>
  ));
  return block.ordered ? (
    <ol className="list-decimal space-y-1.5 pl-5 marker:text-muted marker:tabular-nums">{items}</ol>
  ) : (
    <ul className="list-disc space-y-1.5 pl-5 marker:text-muted">{items}</ul>
  );
}

function Line({ spans }: { spans: readonly Span[] }) {
  return (
    <p>
      {spans.map((span, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes.
        <SpanView key={at} span={span} />
      ))}
    </p>
  );
}

function SpanView({ span }: { span: Span }) {
  switch (span.kind) {
    case "code":
      return <code className="rounded bg-raised px-1 py-0.5 font-mono text-xs break-words">{span.text}</code>;
    case "strong":
      return <strong className="font-semibold">{span.text}</strong>;
    case "link":
      return (
        <Link href={span.href} prefetch={false} className="underline underline-offset-2">
          {span.text}
        </Link>
      );
    default:
      return span.text;
  }
}
