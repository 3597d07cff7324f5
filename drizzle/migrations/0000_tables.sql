CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_prefix_unique" UNIQUE("prefix")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bots" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text,
	"reported_name" text,
	"tags" text[],
	"reported_tags" text[],
	"kind" text,
	"version" text,
	"host" text,
	"reported_status" text,
	"current_job_id" text,
	"cpu_percent" double precision,
	"memory_bytes" double precision,
	"heartbeat_time" timestamp (3) with time zone,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"last_heartbeat_at" timestamp (3) with time zone,
	"last_taken_at" timestamp (3) with time zone,
	"last_progress_at" timestamp (3) with time zone,
	"last_queue" text,
	"paused_at" timestamp (3) with time zone,
	"heartbeat_interval_seconds" integer,
	"heartbeat_grace_seconds" integer,
	"max_run_seconds" integer,
	"min_run_seconds" integer,
	"max_failures" integer,
	"failure_window" integer,
	"target_duration_ms" integer,
	"hourly_cost_usd" double precision,
	"job_cost_usd" double precision
);
--> statement-breakpoint
CREATE TABLE "dependencies" (
	"bot_id" text NOT NULL,
	"component" text NOT NULL,
	"status" text NOT NULL,
	"latency_ms" double precision,
	"detail" text,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dependencies_bot_id_component_pk" PRIMARY KEY("bot_id","component")
);
--> statement-breakpoint
CREATE TABLE "event_times" (
	"bot_id" text NOT NULL,
	"event_id" text NOT NULL,
	"time" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "event_times_bot_id_event_id_pk" PRIMARY KEY("bot_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"bot_id" text NOT NULL,
	"time" timestamp (3) with time zone NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"original_time" timestamp (3) with time zone,
	"channel" text NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"seq" integer NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "events_bot_id_time_event_id_pk" PRIMARY KEY("bot_id","time","event_id")
) PARTITION BY RANGE ("time");
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"bot_id" text NOT NULL,
	"job_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"queue" text,
	"job_type" text,
	"customer_id" text,
	"queued_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"start_received_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"outcome" text,
	"duration_ms" double precision,
	"progress_percent" double precision,
	"progress_note" text,
	"progress_time" timestamp (3) with time zone,
	"progress_received_at" timestamp (3) with time zone,
	"error_type" text,
	"error_message" text,
	"error_stack" text,
	"dead_lettered" boolean DEFAULT false NOT NULL,
	"cost_usd" double precision,
	"value_usd" double precision,
	"cpu_ms" double precision,
	"memory_peak_bytes" double precision,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"created_xid" "xid8" NOT NULL,
	"finish_xid" "xid8",
	"duration_xid" "xid8",
	CONSTRAINT "job_runs_bot_id_job_id_attempt_pk" PRIMARY KEY("bot_id","job_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "queues" (
	"bot_id" text NOT NULL,
	"queue" text NOT NULL,
	"pending" double precision,
	"processing" double precision,
	"dead_letter" double precision,
	"oldest_age_seconds" double precision,
	"sampled_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "queues_bot_id_queue_pk" PRIMARY KEY("bot_id","queue")
);
--> statement-breakpoint
CREATE TABLE "retention_log" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL,
	"tier" text NOT NULL,
	"target" text NOT NULL,
	"cutoff" timestamp (3) with time zone NOT NULL,
	"rows_dropped" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollup_day" (
	"bot_id" text NOT NULL,
	"series" text NOT NULL,
	"label" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"measured" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"sum" double precision,
	"min" double precision,
	"max" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_day_bot_id_series_bucket_label_pk" PRIMARY KEY("bot_id","series","bucket","label")
);
--> statement-breakpoint
CREATE TABLE "rollup_deltas" (
	"bot_id" text NOT NULL,
	"series" text NOT NULL,
	"label" text NOT NULL,
	"id" bigserial NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"measured" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"sum" double precision,
	"min" double precision,
	"max" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_deltas_bot_id_id_pk" PRIMARY KEY("bot_id","id")
);
--> statement-breakpoint
CREATE TABLE "rollup_hour" (
	"bot_id" text NOT NULL,
	"series" text NOT NULL,
	"label" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"measured" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"sum" double precision,
	"min" double precision,
	"max" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_hour_bot_id_series_bucket_label_pk" PRIMARY KEY("bot_id","series","bucket","label")
);
--> statement-breakpoint
CREATE TABLE "rollup_minute" (
	"bot_id" text NOT NULL,
	"series" text NOT NULL,
	"label" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"measured" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"sum" double precision,
	"min" double precision,
	"max" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_minute_bot_id_series_bucket_label_pk" PRIMARY KEY("bot_id","series","bucket","label")
);
--> statement-breakpoint
CREATE TABLE "rollup_month" (
	"bot_id" text NOT NULL,
	"series" text NOT NULL,
	"label" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"measured" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"sum" double precision,
	"min" double precision,
	"max" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_month_bot_id_series_bucket_label_pk" PRIMARY KEY("bot_id","series","bucket","label")
);
--> statement-breakpoint
CREATE TABLE "user_days" (
	"bot_id" text NOT NULL,
	"day" date NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text,
	"messages" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"response_time_sum_ms" double precision NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "user_days_bot_id_day_user_id_pk" PRIMARY KEY("bot_id","day","user_id")
);
--> statement-breakpoint
CREATE INDEX "events_feed" ON "events" USING btree ("xid","seq");--> statement-breakpoint
CREATE INDEX "job_runs_finished" ON "job_runs" USING btree ("bot_id","finished_at" DESC NULLS LAST) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX "job_runs_open" ON "job_runs" USING btree ("bot_id","started_at" DESC NULLS LAST) WHERE finished_at is null and started_at is not null;--> statement-breakpoint
CREATE INDEX "rollup_day_series" ON "rollup_day" USING btree ("series","bucket");--> statement-breakpoint
CREATE INDEX "rollup_hour_series" ON "rollup_hour" USING btree ("series","bucket");--> statement-breakpoint
CREATE INDEX "rollup_minute_series" ON "rollup_minute" USING btree ("series","bucket");--> statement-breakpoint
CREATE INDEX "rollup_month_series" ON "rollup_month" USING btree ("series","bucket");--> statement-breakpoint
CREATE INDEX "user_days_day" ON "user_days" USING btree ("day");