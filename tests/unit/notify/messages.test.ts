import { describe, expect, it } from "vitest";
import { alertOf } from "@/lib/notify/alertmanager/alert";
import { waitMs } from "@/lib/notify/deliver";
import { mailOf } from "@/lib/notify/email/message";
import { pagerDutyEvent } from "@/lib/notify/pagerduty/transport";
import { slackMessage } from "@/lib/notify/slack/transport";
import { noticeOf } from "../../support/notices";

const HOSTILE = "<!channel> <@U1> & <https://evil.example|click>\r\nBcc: a@b.example";

describe("a message to Slack", () => {
  it("cannot ping, link or forge by what bots are called", () => {
    const text = JSON.stringify(
      slackMessage(noticeOf({ title: HOSTILE, summary: HOSTILE, subject: HOSTILE, bot_ids: [HOSTILE, HOSTILE] })),
    );
    expect(text).not.toMatch(/<[!@#]/);
    expect(text).not.toContain("<https://evil");
    expect(text).toContain("&lt;!channel&gt;");
  });

  it("links to the incident and the runbook, and to nothing that is no web address", () => {
    const text = JSON.stringify(
      slackMessage(noticeOf({ url: "https://r.example/a|b>c", runbook_url: "javascript:x" })),
    );
    expect(text).toContain("<https://r.example/a%7Cb%3Ec|Open incident>");
    expect(text).not.toContain("javascript");
  });

  it("stays within Slack's limits however long the names are", () => {
    const long = "&".repeat(5000);
    const { blocks } = slackMessage(noticeOf({ title: long, summary: long, subject: long })) as {
      blocks: { text?: { text: string }; fields?: { text: string }[] }[];
    };
    for (const { text, fields = [] } of blocks) {
      expect(text?.text.length ?? 0).toBeLessThanOrEqual(3000);
      expect(fields.length).toBeLessThanOrEqual(10);
      for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(2000);
    }
  });
});

describe("an event to PagerDuty", () => {
  it("triggers with all that the API asks for, and ends by its dedup key alone", () => {
    const fired = noticeOf({ severity: "performance" });
    expect(pagerDutyEvent(fired)).toMatchObject({
      ...{ event_action: "trigger", dedup_key: fired.dedup_key, client: "Rollcall" },
      payload: { summary: fired.title, source: "bot:press-1", severity: "warning", timestamp: fired.started_at },
      links: [{ href: fired.url }, { href: fired.runbook_url }],
    });
    for (const [kind, event_action] of [
      ["resolved", "resolve"],
      ["acknowledged", "acknowledge"],
    ] as const) {
      expect(pagerDutyEvent({ ...fired, kind })).toEqual({ event_action, dedup_key: fired.dedup_key });
    }
  });
});

describe("a mail", () => {
  it("has one line for a subject, and no markup of others", async () => {
    const mail = await mailOf("dlv_1", noticeOf({ title: HOSTILE, summary: HOSTILE }), "rollcall.example");
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.html).not.toMatch(/<!channel|<https/);
    expect(mail.html).toContain("&lt;!channel&gt;");
  });

  it("of an incident makes a thread", async () => {
    const fired = noticeOf();
    const first = await mailOf("dlv_1", fired, "rollcall.example");
    const second = await mailOf("dlv_2", { ...fired, kind: "resolved" }, "rollcall.example");
    expect(first.references).toBeUndefined();
    expect([second.inReplyTo, second.references]).toEqual([first.messageId, first.messageId]);
    expect(second.messageId).not.toBe(first.messageId);
    expect((await mailOf("dlv_1", fired, "rollcall.example")).messageId).toBe(first.messageId);
  });
});

describe("an alert to Alertmanager", () => {
  it("has the same labels from firing to resolved, and an end that outlasts an outage", () => {
    const now = new Date("2026-11-23T10:00:00Z");
    const fired = noticeOf({
      started_at: "2026-11-23T09:00:00.000Z",
      labels: { alertname: "Bot offline", "a-b": "c", "1st": "d", empty: "" },
    });
    const [alert, end] = [
      alertOf(fired, now),
      alertOf({ ...fired, kind: "resolved", resolved_at: now.toISOString() }, now),
    ];
    expect(end.labels).toEqual(alert.labels);
    expect(alert.labels).toMatchObject({
      alertname: "Bot offline",
      a_b: "c",
      _1st: "d",
      rollcall_incident: fired.dedup_key,
    });
    expect(alert.labels).not.toHaveProperty("empty");
    expect([alert.endsAt, end.endsAt]).toEqual(["2026-11-24T10:00:00.000Z", now.toISOString()]);
  });
});

it("waits longer after each failure, by chance, and never more than a quarter of an hour", () => {
  expect([1, 2, 3, 9, 100].map((n) => waitMs(n, () => 1))).toEqual([5000, 10_000, 20_000, 900_000, 900_000]);
  expect(waitMs(1, () => 0)).toBe(2500);
});
