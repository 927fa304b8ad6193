CREATE TABLE "balance_history" (
	"account_id" uuid NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"previous_at" timestamp (3) with time zone,
	"rollup" boolean,
	"balance" numeric,
	"credit_limit" numeric,
	"available_credit" numeric,
	"currency" text,
	CONSTRAINT "balance_history_account_id_observed_at_pk" PRIMARY KEY("account_id","observed_at")
);
--> statement-breakpoint
CREATE TABLE "daily_counts" (
	"day" date NOT NULL,
	"fact" text NOT NULL,
	"value" text NOT NULL,
	"accounts" integer NOT NULL,
	CONSTRAINT "daily_counts_day_fact_value_pk" PRIMARY KEY("day","fact","value")
);
--> statement-breakpoint
CREATE TABLE "daily_totals" (
	"day" date NOT NULL,
	"currency" text NOT NULL,
	"balance" numeric NOT NULL,
	"accounts" integer NOT NULL,
	CONSTRAINT "daily_totals_day_currency_pk" PRIMARY KEY("day","currency")
);
--> statement-breakpoint
CREATE TABLE "pool_history" (
	"observed_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"pool" integer NOT NULL,
	"allocated" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shared_balance_history" (
	"observed_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"balance" numeric,
	"credit_limit" numeric,
	"available_credit" numeric,
	"currency" text
);
--> statement-breakpoint
-- History begins with what the mirror knows.
INSERT INTO "balance_history" ("account_id", "observed_at", "rollup", "balance", "credit_limit", "available_credit", "currency")
SELECT "id", "balance_observed_at", "rollup_billing",
  CASE WHEN "rollup_billing" IS NOT TRUE THEN "balance" END, CASE WHEN "rollup_billing" IS NOT TRUE THEN "credit_limit" END,
  CASE WHEN "rollup_billing" IS NOT TRUE THEN "available_credit" END, CASE WHEN "rollup_billing" IS NOT TRUE THEN "currency" END
FROM "accounts" WHERE "balance_observed_at" IS NOT NULL;--> statement-breakpoint
INSERT INTO "shared_balance_history" ("observed_at", "balance", "credit_limit", "available_credit", "currency")
SELECT "balance_observed_at", "balance", "credit_limit", "available_credit", "currency"
FROM "accounts" WHERE "rollup_billing" AND "balance_observed_at" IS NOT NULL ORDER BY "balance_observed_at" DESC, "id" LIMIT 1;--> statement-breakpoint
INSERT INTO "pool_history" ("observed_at", "pool", "allocated")
SELECT "observed_at", ("value" ->> 'pool')::integer, ("value" ->> 'allocated')::integer
FROM "snapshots" WHERE "key" = 'channel_pool' AND "value" ->> 'pool' ~ '^\d{1,9}$' AND "value" ->> 'allocated' ~ '^\d{1,9}$';
