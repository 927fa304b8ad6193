ALTER TABLE "accounts" ADD COLUMN "changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "accounts_changed_xid" ON "accounts" USING btree ("changed_xid");--> statement-breakpoint
create function accounts_mark_changed() returns trigger language plpgsql as $$
begin
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;--> statement-breakpoint
create trigger accounts_mark_changed before insert or update on accounts for each row execute function accounts_mark_changed();--> statement-breakpoint
create function accounts_touch() returns trigger language plpgsql as $$
begin
  update accounts set changed_xid = pg_current_xact_id() where id = new.account_id;
  return null;
end $$;--> statement-breakpoint
create trigger account_notes_touch after insert or update on account_notes for each row execute function accounts_touch();
