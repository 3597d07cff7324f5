CREATE TABLE "rollup_carried" (
	"bot_id" text NOT NULL,
	"series" text NOT NULL,
	"label" text NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"submitted" bigint NOT NULL,
	"sum" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_carried_bot_id_series_label_pk" PRIMARY KEY("bot_id","series","label")
);
