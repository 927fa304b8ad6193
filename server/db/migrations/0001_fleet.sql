CREATE TABLE "drift" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"field" text NOT NULL,
	"before" text,
	"after" text,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"name" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"search" text NOT NULL,
	"look" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "protected_reason" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "protected_by" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "protected_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "drift" ADD CONSTRAINT "drift_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_operator_id_operators_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drift_account" ON "drift" USING btree ("account_id","first_seen_at");--> statement-breakpoint
CREATE INDEX "drift_open" ON "drift" USING btree ("account_id") WHERE confirmed_at is not null and acknowledged_at is null;--> statement-breakpoint
CREATE INDEX "drift_unconfirmed" ON "drift" USING btree ("account_id") WHERE confirmed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name" ON "saved_views" USING btree ("operator_id","name");--> statement-breakpoint
CREATE INDEX "saved_views_shared" ON "saved_views" USING btree ("shared");--> statement-breakpoint
CREATE INDEX "accounts_changed_xid" ON "accounts" USING btree ("changed_xid");--> statement-breakpoint
create function accounts_mark_changed() returns trigger language plpgsql as $$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;--> statement-breakpoint
create trigger accounts_mark_changed before insert or update on accounts for each row execute function accounts_mark_changed();
--> statement-breakpoint
create function accounts_touch() returns trigger language plpgsql as $$
begin
  update accounts set changed_xid = pg_current_xact_id() where id = new.account_id;
  return null;
end $$;--> statement-breakpoint
create trigger account_notes_touch after insert or update on account_notes for each row execute function accounts_touch();--> statement-breakpoint
create trigger drift_touch after insert or update on drift for each row execute function accounts_touch();
