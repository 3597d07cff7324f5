"use client";
import Form from "next/form";
import { zoneName } from "@/components/console/time-zone";
import { buttonClass } from "@/components/ui/button";
import { DateField } from "@/components/ui/field";
import { LinkTabs } from "@/components/ui/tabs";
import { BotField } from "./bot-field";
import { type AnalyticsQuery, analyticsSearch, PERIODS, type PeriodName } from "./query";
import type { AnalyticsSpan } from "./span";

const PERIOD_NAMES = Object.keys(PERIODS) as PeriodName[];
const href = (query: AnalyticsQuery, change: Partial<AnalyticsQuery>) => `/analytics${analyticsSearch(query, change)}`;

/**
 * Which period, of which bot, by what and in whose zone: links, and a form of method GET, so that all of it is in the URL and
 * works without JavaScript.
 * @param own the reader's zone
 * @param zone the zone that is shown
 * @param grains those that are not too fine for the period
 */
export function AnalyticsControls({
  query,
  span,
  grains,
  own,
  zone,
}: {
  query: AnalyticsQuery;
  span: Pick<AnalyticsSpan, "grain">;
  grains: AnalyticsSpan["grain"][];
  own: string;
  zone: string;
}) {
  const zones = [...new Set([own, "UTC", zone])];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden">
      <LinkTabs
        label="Period"
        tabs={PERIOD_NAMES.map((name) => ({
          name,
          href: href(query, { period: name, grain: "" }),
          current: query.period === name,
        }))}
      />
      <LinkTabs
        label="By"
        tabs={grains.map((grain) => ({
          name: `${grain[0]!.toUpperCase()}${grain.slice(1)}`,
          href: href(query, { grain }),
          current: span.grain === grain,
        }))}
      />
      {zones.length > 1 && (
        <LinkTabs
          label="Time zone"
          tabs={zones.map((name) => ({
            name: zoneName(name),
            href: href(query, { tz: name === own ? "" : name }),
            current: name === zone,
          }))}
        />
      )}
      <Form
        key={analyticsSearch(query)}
        action="/analytics"
        scroll={false}
        className="flex flex-wrap items-center gap-2 xl:ml-auto"
      >
        {query.period !== "custom" && query.period !== "30d" && (
          <input type="hidden" name="period" value={query.period} />
        )}
        {query.grain && <input type="hidden" name="grain" value={query.grain} />}
        {query.tz && <input type="hidden" name="tz" value={query.tz} />}
        <BotField initial={query.bot} />
        <DateField label="From" name="from" defaultValue={query.from} />
        <DateField label="to" name="to" defaultValue={query.to} />
        <button type="submit" className={buttonClass()}>
          Apply
        </button>
      </Form>
    </div>
  );
}
