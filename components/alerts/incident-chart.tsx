import { Card } from "@/components/ui/card";
import type { RuleHistory } from "@/lib/alerts/history/schema";
import { MetricChart } from "./metric-chart";

/** What the rule measured around an incident; nothing where Rollcall keeps no past of it. */
export function IncidentChart({ course, since }: { course: RuleHistory; since: string }) {
  if (course.points.length === 0) return null;
  const { metric, operator, threshold, points } = course;
  return (
    <Card>
      <MetricChart title={metric.title} {...{ metric, operator, threshold, points, since }} />
    </Card>
  );
}
