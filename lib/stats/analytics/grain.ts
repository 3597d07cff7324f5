/** What one bucket of a course over time is. */
export const ANALYTICS_GRAINS = ["hour", "day", "week", "month"] as const;
export type AnalyticsGrain = (typeof ANALYTICS_GRAINS)[number];
