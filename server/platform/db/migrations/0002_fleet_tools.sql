CREATE TABLE "drift" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"field" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by_id" uuid,
	"acknowledged_by_name" text
);
--> statement-breakpoint
CREATE TABLE "frozen_selections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"search" text,
	"account_ids" uuid[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"name" text NOT NULL,
	"search" text NOT NULL,
	"look" jsonb NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "protected_reason" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "protected_by" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "protected_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "drift" ADD CONSTRAINT "drift_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "frozen_selections" ADD CONSTRAINT "frozen_selections_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drift_account" ON "drift" USING btree ("account_id","seen_at");--> statement-breakpoint
CREATE INDEX "drift_open" ON "drift" USING btree ("confirmed_at") WHERE acknowledged_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "drift_unconfirmed" ON "drift" USING btree ("account_id","field") WHERE confirmed_at is null;--> statement-breakpoint
CREATE INDEX "frozen_selections_created" ON "frozen_selections" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name" ON "saved_views" USING btree ("operator_id",lower("name"));--> statement-breakpoint
CREATE INDEX "saved_views_shared" ON "saved_views" USING btree ("shared");--> statement-breakpoint
create function accounts_drift_touch() returns trigger language plpgsql as $$
begin
  update accounts set changed_xid = pg_current_xact_id() where id = coalesce(new.account_id, old.account_id);
  return null;
end $$;--> statement-breakpoint
create trigger drift_touch after insert or update or delete on drift for each row execute function accounts_drift_touch();
