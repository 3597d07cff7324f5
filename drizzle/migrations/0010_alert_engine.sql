ALTER TABLE "alert_clock" ADD COLUMN "listening_since" timestamp (3) with time zone DEFAULT 'epoch' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "told_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "muted_by" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "group_key" text;