CREATE TABLE "job_items" (
	"job_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"account_id" uuid,
	"label" text NOT NULL,
	"input" jsonb,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"command_id" uuid,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"problem" jsonb,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "job_items_job_id_position_pk" PRIMARY KEY("job_id","position")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"reason" text,
	"total" integer NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"run_by_id" uuid NOT NULL,
	"run_by_name" text NOT NULL,
	"approval_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"intent_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"notice" text
);
--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "job_id" uuid;--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "job_items" ADD CONSTRAINT "job_items_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_items_waiting" ON "job_items" USING btree ("position") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "job_items_open" ON "job_items" USING btree ("job_id") WHERE state in ('running', 'checking', 'person');--> statement-breakpoint
CREATE INDEX "job_items_account" ON "job_items" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "job_items_command" ON "job_items" USING btree ("command_id");--> statement-breakpoint
CREATE INDEX "jobs_created" ON "jobs" USING btree ("created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "jobs_state" ON "jobs" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "commands_scheduled" ON "commands" USING btree ("target_kind","target_id") WHERE state = 'scheduled';