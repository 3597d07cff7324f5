CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY NOT NULL,
	"page" text NOT NULL,
	"name" text NOT NULL,
	"search" text NOT NULL,
	"shared" boolean NOT NULL,
	"owner_id" text NOT NULL,
	"owner_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "saved_views_page" ON "saved_views" USING btree ("page","owner_id");--> statement-breakpoint
CREATE INDEX "events_errors" ON "events" USING btree ("bot_id","time" DESC NULLS LAST) WHERE type = 'error.occurred';