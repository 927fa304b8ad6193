CREATE TABLE "audit_chain" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_id" bigint NOT NULL,
	"last_hash" text NOT NULL,
	"rows" bigint NOT NULL,
	"genesis_id" bigint NOT NULL,
	"genesis_rows" bigint NOT NULL,
	"genesis_hash" text NOT NULL,
	"key_id" text NOT NULL,
	"mac" text NOT NULL,
	CONSTRAINT "audit_chain_single" CHECK ("audit_chain"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "audit_events" ALTER COLUMN "id" DROP IDENTITY;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "hash" text;--> statement-breakpoint
create function audit_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'The record is append-only: % of % is refused.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;--> statement-breakpoint
create trigger audit_events_append_only before update or delete or truncate on audit_events for each statement execute function audit_append_only();--> statement-breakpoint
create trigger audit_chain_keeps before delete or truncate on audit_chain for each statement execute function audit_append_only();--> statement-breakpoint
alter table audit_events enable always trigger audit_events_append_only;--> statement-breakpoint
alter table audit_chain enable always trigger audit_chain_keeps;
