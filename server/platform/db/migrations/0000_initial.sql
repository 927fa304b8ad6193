CREATE TABLE "account_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"text" text NOT NULL,
	"operator_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text collate "und-x-icu",
	"organization_name" text collate "und-x-icu",
	"api_user" text,
	"manager_account_id" text,
	"created_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone,
	"rollup_billing" boolean,
	"custom_pricing" boolean,
	"custom_pricing_set_at" timestamp (3) with time zone,
	"status" text NOT NULL,
	"status_matched" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status_source" text NOT NULL,
	"status_observed_at" timestamp (3) with time zone NOT NULL,
	"status_set_at" timestamp (3) with time zone,
	"channel_limit" integer,
	"channel_limit_source" text,
	"channel_limit_observed_at" timestamp (3) with time zone,
	"balance" numeric,
	"credit_limit" numeric,
	"available_credit" numeric,
	"currency" text,
	"balance_observed_at" timestamp (3) with time zone,
	"balance_tried_at" timestamp (3) with time zone,
	"disabled_reason" text,
	"disabled_note" text,
	"disabled_by" text,
	"disabled_at" timestamp (3) with time zone,
	"review_on" date,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"missing_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"phase" text NOT NULL,
	"command_id" uuid,
	"action" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"actor_name" text NOT NULL,
	"actor_role" text,
	"target_kind" text,
	"target_id" text,
	"target_label" text,
	"reason" text,
	"detail" jsonb,
	"changes" jsonb,
	"outcome" text,
	"problem" jsonb,
	"telnyx_request_id" text,
	"request_id" text
);
--> statement-breakpoint
CREATE TABLE "binding" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"mode" text NOT NULL,
	"base_url" text NOT NULL,
	"manager_account_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "binding_single" CHECK ("binding"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"target_kind" text NOT NULL,
	"target_id" text NOT NULL,
	"state" text NOT NULL,
	"input" jsonb NOT NULL,
	"fingerprint" text,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"problem" jsonb,
	"result" jsonb,
	"probes" integer DEFAULT 0 NOT NULL,
	"next_probe_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "operator_preferences" (
	"operator_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operators" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollup_reviews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"flag" boolean NOT NULL,
	"note" text,
	"operator_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "setup_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"trigger" text NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"requests" integer DEFAULT 0 NOT NULL,
	"counts" jsonb,
	"changed" integer DEFAULT 0 NOT NULL,
	"error" text,
	"request_id" text
);
--> statement-breakpoint
ALTER TABLE "account_notes" ADD CONSTRAINT "account_notes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_preferences" ADD CONSTRAINT "operator_preferences_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollup_reviews" ADD CONSTRAINT "rollup_reviews_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_notes_account" ON "account_notes" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "accounts_email" ON "accounts" USING btree ("email");--> statement-breakpoint
CREATE INDEX "accounts_organization_name" ON "accounts" USING btree ("organization_name");--> statement-breakpoint
CREATE INDEX "accounts_created_at" ON "accounts" USING btree ("created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "accounts_status" ON "accounts" USING btree ("status");--> statement-breakpoint
CREATE INDEX "accounts_balance_tried" ON "accounts" USING btree ("balance_tried_at");--> statement-breakpoint
CREATE INDEX "audit_events_command" ON "audit_events" USING btree ("command_id");--> statement-breakpoint
CREATE INDEX "audit_events_target" ON "audit_events" USING btree ("target_kind","target_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("actor_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "commands_in_flight" ON "commands" USING btree ("target_kind","target_id") WHERE state = 'in_flight';--> statement-breakpoint
CREATE INDEX "commands_target" ON "commands" USING btree ("target_kind","target_id","sent_at");--> statement-breakpoint
CREATE INDEX "commands_open" ON "commands" USING btree ("next_probe_at") WHERE state in ('in_flight', 'unknown');--> statement-breakpoint
CREATE UNIQUE INDEX "operator_preferences_key" ON "operator_preferences" USING btree ("operator_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "operators_email" ON "operators" USING btree ("email");--> statement-breakpoint
CREATE INDEX "rollup_reviews_account" ON "rollup_reviews" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "sessions_operator" ON "sessions" USING btree ("operator_id");--> statement-breakpoint
CREATE INDEX "sync_runs_started" ON "sync_runs" USING btree ("started_at" DESC NULLS FIRST);