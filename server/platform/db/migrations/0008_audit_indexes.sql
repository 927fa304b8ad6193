CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE INDEX "audit_events_action" ON "audit_events" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "audit_events_outcome" ON "audit_events" USING btree ("outcome","id") WHERE "outcome" is not null;--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_events_created_account" ON "audit_events" USING btree (("changes" -> 'account' ->> 1)) WHERE "phase" = 'outcome' and "action" = 'account.create';--> statement-breakpoint
CREATE INDEX "audit_events_activity" ON "audit_events" USING btree ("id") WHERE "phase" <> 'outcome' and ("action" in ('job.start', 'job.cancel')
    or ("target_kind" in ('account', 'organization_user') and ("detail" -> 'job') is null));--> statement-breakpoint
CREATE INDEX "audit_events_job" ON "audit_events" USING btree (("detail" ->> 'job'),"id") WHERE "detail" ->> 'job' is not null;--> statement-breakpoint
CREATE INDEX "audit_events_text" ON "audit_events" USING gin ("target_label" gin_trgm_ops,"target_id" gin_trgm_ops,"actor_name" gin_trgm_ops,"reason" gin_trgm_ops) WITH (gin_pending_list_limit=256) WHERE "phase" <> 'outcome';