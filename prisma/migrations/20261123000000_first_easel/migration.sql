-- Jobs, the images they became, and the workers that painted them. What the columns mean is said in schema.prisma.

CREATE TABLE "job" (
  "id" UUID NOT NULL,
  "interaction_id" TEXT NOT NULL,
  "application_id" TEXT NOT NULL,
  "interaction_token" TEXT,
  "guild_id" TEXT,
  "channel_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "locale" TEXT NOT NULL,
  "action" TEXT NOT NULL,
  "parent_id" UUID,
  "parent_slot" INTEGER,
  "request" JSONB NOT NULL,
  "cost" INTEGER NOT NULL,
  "priority" INTEGER NOT NULL DEFAULT 0,
  "state" TEXT NOT NULL DEFAULT 'accepted',
  "attempt" INTEGER NOT NULL DEFAULT 0,
  "worker_id" UUID,
  "lease_until" TIMESTAMPTZ(3),
  "step" INTEGER NOT NULL DEFAULT 0,
  "apology" TEXT,
  "provenance" JSONB,
  "message_id" TEXT,
  "delivery_attempt" INTEGER NOT NULL DEFAULT 0,
  "deliver_after" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "acknowledged_at" TIMESTAMPTZ(3),
  "started_at" TIMESTAMPTZ(3),
  "ready_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "job_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "job_state_known" CHECK (state IN ('accepted', 'painting', 'ready', 'answered', 'undeliverable', 'abandoned')),
  CONSTRAINT "job_action_known" CHECK (action IN ('imagine', 'variation', 'reroll', 'rerun')),
  CONSTRAINT "job_cost_positive" CHECK (cost > 0),
  CONSTRAINT "job_attempt_not_negative" CHECK (attempt >= 0 AND delivery_attempt >= 0 AND step >= 0),
  CONSTRAINT "job_parent_slot" CHECK (parent_slot IS NULL OR (parent_slot BETWEEN 0 AND 3)),
  CONSTRAINT "job_painting_is_leased" CHECK (state <> 'painting' OR (worker_id IS NOT NULL AND lease_until IS NOT NULL)),
  CONSTRAINT "job_final_keeps_no_token"
    CHECK (state NOT IN ('answered', 'undeliverable', 'abandoned') OR interaction_token IS NULL),
  CONSTRAINT "job_expires_after_creation" CHECK (expires_at > created_at)
);

CREATE TABLE "image" (
  "id" UUID NOT NULL,
  "job_id" UUID NOT NULL,
  "slot" INTEGER NOT NULL,
  "seed" BIGINT NOT NULL,
  "variation_seed" BIGINT,
  "width" INTEGER NOT NULL,
  "height" INTEGER NOT NULL,
  "png" BYTEA NOT NULL,
  "pixel_sha256" TEXT NOT NULL,
  "parameters" TEXT NOT NULL,
  CONSTRAINT "image_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "image_slot" CHECK (slot BETWEEN 0 AND 3),
  CONSTRAINT "image_seed" CHECK (seed BETWEEN 0 AND 4294967295),
  CONSTRAINT "image_variation_seed" CHECK (variation_seed BETWEEN 0 AND 4294967295),
  CONSTRAINT "image_size" CHECK (width > 0 AND height > 0),
  CONSTRAINT "image_pixel_sha256" CHECK (pixel_sha256 ~ '^[0-9a-f]{64}$')
);

CREATE TABLE "worker" (
  "id" UUID NOT NULL,
  "device" TEXT NOT NULL,
  "runtime" JSONB NOT NULL,
  "models" JSONB NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "job_interaction_id_key" ON "job" ("interaction_id");
CREATE INDEX "job_state_priority_created_at_idx" ON "job" ("state", "priority" DESC, "created_at");
CREATE INDEX "job_user_id_created_at_idx" ON "job" ("user_id", "created_at");
CREATE UNIQUE INDEX "image_job_id_slot_key" ON "image" ("job_id", "slot");
CREATE INDEX "worker_heartbeat_at_idx" ON "worker" ("heartbeat_at");

ALTER TABLE "job" ADD CONSTRAINT "job_parent_id_fkey"
  FOREIGN KEY ("parent_id") REFERENCES "job" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "image" ADD CONSTRAINT "image_job_id_fkey"
  FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The state changes of job.ts, held by the database too. painting → painting is a claim after a lost lease.
CREATE FUNCTION job_state_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IS DISTINCT FROM OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('accepted', 'painting'), ('accepted', 'ready'), ('accepted', 'abandoned'),
    ('painting', 'accepted'), ('painting', 'ready'), ('painting', 'abandoned'),
    ('ready', 'answered'), ('ready', 'undeliverable'), ('ready', 'abandoned')
  ) THEN
    RAISE EXCEPTION 'job % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "job_state_change" BEFORE UPDATE OF state ON "job"
  FOR EACH ROW EXECUTE FUNCTION job_state_change();

-- NOTIFY travels with the transaction, so nobody is told of a state that was rolled back. Listeners poll as well:
-- a notification is a nudge, never the truth.
CREATE FUNCTION job_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('job', json_build_object('id', NEW.id, 'state', NEW.state)::text);
  RETURN NULL;
END $$;

CREATE TRIGGER "job_notify_insert" AFTER INSERT ON "job"
  FOR EACH ROW EXECUTE FUNCTION job_notify();
CREATE TRIGGER "job_notify_update" AFTER UPDATE OF state ON "job"
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION job_notify();

CREATE FUNCTION worker_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('worker', NEW.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER "worker_notify" AFTER INSERT OR UPDATE OF models ON "worker"
  FOR EACH ROW EXECUTE FUNCTION worker_notify();
