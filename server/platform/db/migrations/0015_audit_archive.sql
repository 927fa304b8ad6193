ALTER TABLE "audit_chain" ADD COLUMN "archived_id" bigint;--> statement-breakpoint
ALTER TABLE "audit_chain" ADD COLUMN "archived_rows" bigint;--> statement-breakpoint
ALTER TABLE "audit_chain" ADD COLUMN "archived_hash" text;--> statement-breakpoint
ALTER TABLE "audit_chain" ADD COLUMN "archived_at" timestamp (3) with time zone;