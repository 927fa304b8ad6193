drop trigger accounts_mark_changed on accounts;--> statement-breakpoint
drop trigger account_notes_touch on account_notes;--> statement-breakpoint
drop trigger drift_touch on drift;--> statement-breakpoint
drop function accounts_mark_changed();--> statement-breakpoint
drop function accounts_touch();--> statement-breakpoint
drop function accounts_drift_touch();--> statement-breakpoint
DROP INDEX "accounts_email";--> statement-breakpoint
DROP INDEX "accounts_organization_name";--> statement-breakpoint
DROP INDEX "accounts_created_at";--> statement-breakpoint
DROP INDEX "accounts_status";--> statement-breakpoint
DROP INDEX "accounts_balance_tried";--> statement-breakpoint
DROP INDEX "accounts_changed_xid";--> statement-breakpoint
ALTER TABLE "accounts"
  DROP COLUMN "changed_xid",
  ADD COLUMN "drifted" boolean DEFAULT false NOT NULL,
  ADD COLUMN "search_text" text DEFAULT '' NOT NULL,
  ADD COLUMN "status_rank" smallint GENERATED ALWAYS AS (case status when 'enabled' then 0 when 'disabled' then 1 when 'blocked' then 2 when 'cancelled' then 3 else 4 end) STORED,
  ADD COLUMN "own_credit" numeric GENERATED ALWAYS AS (case when not rollup_billing then available_credit end) STORED,
  ADD COLUMN "own_balance" numeric GENERATED ALWAYS AS (case when not rollup_billing then balance end) STORED,
  ADD COLUMN "disabled_since" timestamp (3) with time zone GENERATED ALWAYS AS (case when status = 'disabled' then disabled_at end) STORED,
  ADD COLUMN "review_due" date GENERATED ALWAYS AS (case when status = 'disabled' then review_on end) STORED,
  ADD COLUMN "facets" text GENERATED ALWAYS AS (status || chr(31) || case when rollup_billing then 'yes' when not rollup_billing then 'no' else 'unknown' end
        || chr(31) || case when custom_pricing then 'yes' when not custom_pricing then 'no' else 'unknown' end
        || chr(31) || coalesce(currency, 'unknown')
        || chr(31) || case when channel_limit is null then 'unknown' else 'known' end
        || chr(31) || case when missing_since is null then 'no' else 'yes' end
        || chr(31) || case when protected_at is null then 'no' else 'yes' end
        || chr(31) || case when drifted then 'yes' else 'no' end
        || chr(31) || case when rollup_billing then '' when not rollup_billing and available_credit < 0 then 'yes'
          when not rollup_billing and available_credit >= 0 then 'no' else 'unknown' end
        || chr(31) || case when status = 'disabled' then coalesce(disabled_reason, 'unknown') else '' end
        || chr(31) || case when status = 'disabled' then replace(coalesce(nullif(disabled_by, ''), 'unknown'), chr(31), ' ') else '' end) STORED;--> statement-breakpoint
create function search_letters(low text) returns text language sql immutable strict parallel safe as $$
  select ' ' || btrim(regexp_replace(
    replace(replace(replace(replace(
      translate(regexp_replace(normalize(low, nfkd), '[\u0300-\u036f\ufe00-\ufe0f]', '', 'g'), 'øłđðıς', 'olddiσ'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    -- Punctuation and symbols by code point: which characters count as letters differs between Unicode versions.
    '[\u0001-/:-@[-`{-\u00bf\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u303d-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\ufff0-\uffff\U0001f000-\U0001faff]+',
    ' ', 'g'))
$$;--> statement-breakpoint
-- Folds a text for search: lower case, no accents, no apostrophes, one space before each word. Where a letter has two plain
-- spellings (Müller: muller, mueller), a second line has the other one. `lib/search-words.ts` folds search terms by the same rules.
create function search_words(given text) returns text language plpgsql immutable strict parallel safe as $$
declare
  low text;
  plain text;
  spelled text;
begin
  if octet_length(given) = length(given) then
    return ' ' || btrim(regexp_replace(translate(lower(given collate "C"), '''`', ''), '[^a-z0-9]+', ' ', 'g'));
  end if;
  low := translate(normalize(lower(given collate "und-x-icu"), nfc), '''`’‘‛´ʼʹʻ′＇', '');
  plain := search_letters(low);
  spelled := search_letters(replace(replace(replace(replace(replace(low, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ø', 'oe'), 'å', 'aa'));
  return case when spelled = plain then plain else plain || E'\n' || spelled end;
end $$;--> statement-breakpoint
-- Volatile, so that a trigger reads rows that were committed while it waited for the lock of the account.
create function account_search_text(account uuid, name text, email text) returns text language plpgsql volatile as $$
declare
  notes text;
  tickets text;
begin
  select string_agg(n.text, E'\n' order by n.created_at) into notes from account_notes n where n.account_id = account;
  select string_agg(distinct c.input ->> 'ticket', E'\n') into tickets from commands c
    where c.target_kind = 'account' and c.target_id = account::text and c.input ->> 'ticket' <> '';
  return concat_ws(E'\n', search_words(name), search_words(email), search_words(notes), search_words(tickets),
    ' ' || replace(account::text, '-', ''));
end $$;--> statement-breakpoint
create function accounts_write_search() returns trigger language plpgsql as $$
begin
  -- A new account has no notes and no tickets.
  if tg_op = 'INSERT' then
    new.search_text := concat_ws(E'\n', search_words(new.organization_name), search_words(new.email), ' ' || replace(new.id::text, '-', ''));
  else
    new.search_text := account_search_text(new.id, new.organization_name, new.email);
  end if;
  return new;
end $$;--> statement-breakpoint
create trigger accounts_new_search before insert on accounts for each row execute function accounts_write_search();--> statement-breakpoint
create trigger accounts_changed_search before update on accounts for each row
  when (old.organization_name is distinct from new.organization_name or old.email is distinct from new.email)
  execute function accounts_write_search();--> statement-breakpoint
-- Locks the row first, so that the update reads what the previous lock holder committed.
create function account_write_search(account uuid) returns void language plpgsql as $$
begin
  perform from accounts where id = account for no key update;
  update accounts set search_text = account_search_text(id, organization_name, email) where id = account;
end $$;--> statement-breakpoint
create function account_notes_search() returns trigger language plpgsql as $$
begin
  perform account_write_search(coalesce(new.account_id, old.account_id));
  return null;
end $$;--> statement-breakpoint
create trigger account_notes_searched after insert or update or delete on account_notes for each row
  execute function account_notes_search();--> statement-breakpoint
create function commands_search() returns trigger language plpgsql as $$
begin
  perform account_write_search(new.target_id::uuid);
  return null;
end $$;--> statement-breakpoint
create trigger commands_searched after insert on commands for each row
  when (new.target_kind = 'account' and new.input ->> 'ticket' <> '') execute function commands_search();--> statement-breakpoint
create function accounts_write_drifted() returns trigger language plpgsql as $$
declare
  account uuid := coalesce(new.account_id, old.account_id);
begin
  perform from accounts where id = account for no key update;
  update accounts set drifted = not drifted where id = account and drifted is distinct from exists (
    select from drift where account_id = account and confirmed_at is not null and acknowledged_at is null);
  return null;
end $$;--> statement-breakpoint
create trigger drift_drifted after insert or update or delete on drift for each row execute function accounts_write_drifted();--> statement-breakpoint
-- The version of the accounts, for cached counts. A sequence, so that writers do not wait for each other. A rollback may advance it too.
-- Amounts do not advance it: they change often, and few counts depend on them. That credit falls below zero does, by `facets`.
create sequence accounts_version;--> statement-breakpoint
create function accounts_count_anew() returns trigger language plpgsql as $$
begin
  perform nextval('accounts_version');
  return null;
end $$;--> statement-breakpoint
create trigger accounts_came_or_went after insert or delete or truncate on accounts for each statement
  execute function accounts_count_anew();--> statement-breakpoint
create trigger accounts_counted_anew after update on accounts for each row
  when ((old.facets, old.search_text, old.created_at, old.channel_limit, old.disabled_since, old.review_due)
    is distinct from
    (new.facets, new.search_text, new.created_at, new.channel_limit, new.disabled_since, new.review_due))
  execute function accounts_count_anew();--> statement-breakpoint
alter table accounts set (fillfactor = 90);--> statement-breakpoint
update accounts a set drifted = true where exists (
  select from drift d where d.account_id = a.id and d.confirmed_at is not null and d.acknowledged_at is null);--> statement-breakpoint
update accounts set search_text = account_search_text(id, organization_name, email);--> statement-breakpoint
-- Before the first nextval, last_value already has the first value.
select nextval('accounts_version');--> statement-breakpoint
CREATE INDEX "accounts_by_name" ON "accounts" USING btree ("organization_name","id");--> statement-breakpoint
CREATE INDEX "accounts_by_email" ON "accounts" USING btree ("email","id");--> statement-breakpoint
CREATE INDEX "accounts_by_status" ON "accounts" USING btree ("status_rank","id");--> statement-breakpoint
CREATE INDEX "accounts_by_rollup" ON "accounts" USING btree ("rollup_billing","id");--> statement-breakpoint
CREATE INDEX "accounts_by_pricing" ON "accounts" USING btree ("custom_pricing","id");--> statement-breakpoint
CREATE INDEX "accounts_by_channels" ON "accounts" USING btree ("channel_limit","id");--> statement-breakpoint
CREATE INDEX "accounts_by_currency" ON "accounts" USING btree ("currency","id");--> statement-breakpoint
CREATE INDEX "accounts_by_credit" ON "accounts" USING btree ("currency","own_credit","id");--> statement-breakpoint
CREATE INDEX "accounts_by_credit_down" ON "accounts" USING btree ("currency","own_credit" DESC NULLS LAST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "accounts_by_created" ON "accounts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "accounts_by_updated" ON "accounts" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "accounts_by_review" ON "accounts" USING btree ("review_due","id");--> statement-breakpoint
CREATE INDEX "accounts_missing" ON "accounts" USING btree ("id") WHERE missing_since is not null;--> statement-breakpoint
CREATE INDEX "accounts_protected" ON "accounts" USING btree ("id") WHERE protected_at is not null;--> statement-breakpoint
CREATE INDEX "accounts_drifted" ON "accounts" USING btree ("id") WHERE drifted;--> statement-breakpoint
CREATE INDEX "accounts_search" ON "accounts" USING gin (search_text gin_trgm_ops) WITH (gin_pending_list_limit=1024);--> statement-breakpoint
CREATE INDEX "accounts_by_balance" ON "accounts" USING btree ("currency","own_balance","id");--> statement-breakpoint
CREATE INDEX "accounts_by_balance_down" ON "accounts" USING btree ("currency","own_balance" DESC NULLS LAST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "accounts_by_disabled" ON "accounts" USING btree ("disabled_since","id");--> statement-breakpoint
CREATE INDEX "accounts_by_facets" ON "accounts" ("facets") INCLUDE ("created_at", "updated_at", "own_credit", "channel_limit", "disabled_since", "review_due");--> statement-breakpoint
-- "Disabled by" was a part of a name and is whole names now: kept searches get the names that they selected.
do $$
declare
  kept record;
  given text;
  names text;
begin
  for kept in select id, substring(search from '[?&]disabledBy=([^&]*)') as coded from saved_views where search ~ '[?&]disabledBy=[^&]' loop
    begin
      select convert_from(decode(string_agg(
          case when part[1] like '\%__' then substr(part[1], 2) else encode(convert_to(part[1], 'UTF8'), 'hex') end, '' order by at), 'hex'), 'UTF8')
        into given from regexp_matches(replace(kept.coded, '+', ' '), '%[0-9A-Fa-f]{2}|.', 'g') with ordinality as parts(part, at);
      select string_agg((
          select string_agg(regexp_replace(upper(encode(convert_to(sign, 'UTF8'), 'hex')), '(..)', '%\1', 'g'), '' order by at)
          from regexp_split_to_table(replace(replace(name, '%', '%25'), ',', '%2C'), '') with ordinality as signs(sign, at)), ',' order by name)
        into names
        from (select disabled_by as name from accounts union select o.name from operators o) known
        where strpos(lower(name collate "und-x-icu"), lower(btrim(given) collate "und-x-icu")) > 0;
      update saved_views set search = replace(search, 'disabledBy=' || kept.coded, 'disabledBy=' || names) where id = kept.id and names is not null;
    exception when others then
      raise notice 'The saved view % filters by who disabled, and was left as it is: %', kept.id, sqlerrm;
    end;
  end loop;
end $$;--> statement-breakpoint
-- Tickets are searched too, and requests are found by Telnyx's id.
DROP INDEX "audit_events_text";--> statement-breakpoint
CREATE INDEX "audit_events_text" ON "audit_events" USING gin ("target_label" gin_trgm_ops,"target_id" gin_trgm_ops,"actor_name" gin_trgm_ops,"reason" gin_trgm_ops,("detail" ->> 'ticket') gin_trgm_ops) WITH (gin_pending_list_limit=256) WHERE "phase" <> 'outcome';--> statement-breakpoint
CREATE INDEX "audit_events_telnyx_request" ON "audit_events" USING btree ("telnyx_request_id") WHERE "telnyx_request_id" is not null;--> statement-breakpoint
-- The embedded database has no autovacuum that would analyze the new columns.
analyze accounts;
