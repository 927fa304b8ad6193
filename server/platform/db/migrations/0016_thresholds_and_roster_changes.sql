CREATE TABLE "roster_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"email" text,
	"field" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"previous_at" timestamp (3) with time zone NOT NULL,
	"noticed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "credit_threshold" numeric;--> statement-breakpoint
CREATE INDEX "roster_changes_noticed" ON "roster_changes" USING btree ("noticed_at");