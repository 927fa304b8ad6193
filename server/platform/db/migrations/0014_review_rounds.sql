CREATE TABLE "review_items" (
	"round_id" uuid NOT NULL,
	"subject_id" text collate "C" NOT NULL,
	"name" text collate "und-x-icu",
	"email" text,
	"facts" jsonb,
	"value" text NOT NULL,
	"verdict" text DEFAULT 'open' NOT NULL,
	"note" text,
	"decided_value" text,
	"decided_by_id" uuid,
	"decided_by_name" text,
	"decided_at" timestamp (3) with time zone,
	"bulk_id" uuid,
	"sent_by_name" text,
	"sent_at" timestamp (3) with time zone,
	"answered_by_name" text,
	"answered_at" timestamp (3) with time zone,
	"closing_value" text,
	CONSTRAINT "review_items_round_id_subject_id_pk" PRIMARY KEY("round_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "review_rounds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"opened_by_id" uuid,
	"opened_by_name" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"search" text,
	"due_on" date,
	"reviewers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" text NOT NULL,
	"signed_off_by_id" uuid,
	"signed_off_by_name" text,
	"signed_off_at" timestamp (3) with time zone,
	"remark" text,
	"audit_id" bigint,
	"audit_hash" text
);
--> statement-breakpoint
ALTER TABLE "review_items" ADD CONSTRAINT "review_items_round_id_review_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."review_rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "review_items_name" ON "review_items" USING btree ("round_id","name","subject_id");--> statement-breakpoint
CREATE INDEX "review_items_subject" ON "review_items" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "review_rounds_kind" ON "review_rounds" USING btree ("kind","opened_at");--> statement-breakpoint
-- Written by hand from here on.
-- What is signed off does not change, whatever writes to the database. A decision locks its round, so a statement that runs beside a
-- sign-off waits here and then sees it.
create function review_rounds_signed_off() returns trigger language plpgsql as $$
begin
  if old.state = 'signed_off' then
    raise exception 'review round % is signed off and does not change', old.id;
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;--> statement-breakpoint
create trigger review_rounds_signed_off before update or delete on review_rounds for each row execute function review_rounds_signed_off();--> statement-breakpoint
create function review_items_signed_off() returns trigger language plpgsql as $$
declare
  round record;
begin
  for round in select id, state from review_rounds where id in (select round_id from touched) for share loop
    if round.state = 'signed_off' then
      raise exception 'review round % is signed off: its items do not change', round.id;
    end if;
  end loop;
  return null;
end $$;--> statement-breakpoint
create trigger review_items_added after insert on review_items referencing new table as touched for each statement execute function review_items_signed_off();--> statement-breakpoint
create trigger review_items_changed after update on review_items referencing old table as touched for each statement execute function review_items_signed_off();--> statement-breakpoint
create trigger review_items_moved after update on review_items referencing new table as touched for each statement execute function review_items_signed_off();--> statement-breakpoint
create trigger review_items_removed after delete on review_items referencing old table as touched for each statement execute function review_items_signed_off();--> statement-breakpoint
create function review_tables_emptied() returns trigger language plpgsql as $$
begin
  if exists (select 1 from review_rounds where state = 'signed_off') then
    raise exception 'a review round is signed off: % cannot be emptied', tg_table_name;
  end if;
  return null;
end $$;--> statement-breakpoint
create trigger review_items_emptied before truncate on review_items for each statement execute function review_tables_emptied();--> statement-breakpoint
create trigger review_rounds_emptied before truncate on review_rounds for each statement execute function review_tables_emptied();--> statement-breakpoint
-- The reviews of former releases become the first round.
insert into review_rounds (id, kind, name, opened_by_name, opened_at, as_of, state)
  select gen_random_uuid(), 'rollup', 'Reviews before rounds', 'Upgrade', min(created_at), now(), 'open'
  from rollup_reviews having count(*) > 0;--> statement-breakpoint
insert into review_items (round_id, subject_id, name, email, value, verdict, note, decided_value, decided_by_id, decided_by_name, decided_at)
  select r.id, a.id::text, a.organization_name, a.email,
    case coalesce(v.flag, a.rollup_billing) when true then 'yes' when false then 'no' else 'unknown' end,
    coalesce(v.verdict, 'open'), v.note, case v.flag when true then 'yes' when false then 'no' end,
    v.operator_id, v.operator_name, v.created_at
  from review_rounds r cross join accounts a
  left join lateral (
    select * from rollup_reviews o where o.account_id = a.id order by o.created_at desc, o.id desc limit 1
  ) v on true
  where a.missing_since is null or v.id is not null;
