-- What servers and people change: settings with every version kept, preferences, bans, and who did what.

-- The settings of a scope (`instance` or a guild's id) are its highest version: only what differs from the defaults.
-- The primary key is what makes a second admin's stale save fail.
CREATE TABLE "settings_revision" (
  "scope" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "differences" JSONB NOT NULL,
  "author_id" TEXT NOT NULL,
  "note" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "settings_revision_pkey" PRIMARY KEY ("scope", "version"),
  CONSTRAINT "settings_revision_version" CHECK (version > 0),
  CONSTRAINT "settings_revision_differences" CHECK (jsonb_typeof(differences) = 'object')
);

CREATE TABLE "person" (
  "user_id" TEXT NOT NULL,
  "preferences" JSONB NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "person_pkey" PRIMARY KEY ("user_id")
);

CREATE TABLE "ban" (
  "guild_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "ban_pkey" PRIMARY KEY ("guild_id", "user_id"),
  CONSTRAINT "ban_expires_after_creation" CHECK (expires_at > created_at)
);

CREATE TABLE "audit_entry" (
  "id" BIGSERIAL NOT NULL,
  "guild_id" TEXT,
  "actor_id" TEXT NOT NULL,
  "action" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "before" JSONB,
  "after" JSONB,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "audit_entry_guild_id_id_idx" ON "audit_entry" ("guild_id", "id" DESC);

-- One interaction may ask for several jobs (`{a, b}`, --repeat): they are its parts, answered by a message each.
-- What was typed, before styles and flags became a request; who may see the answer; and what it was charged.
ALTER TABLE "job" ADD COLUMN "asked" JSONB;
ALTER TABLE "job" ADD COLUMN "part" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD COLUMN "is_private" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "job" ADD COLUMN "is_spoiler" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "job" ADD COLUMN "images_charged" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD COLUMN "gpu_ms" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD CONSTRAINT "job_charge_not_negative" CHECK (images_charged >= 0 AND gpu_ms >= 0);
ALTER TABLE "job" DROP CONSTRAINT "job_action_known";
ALTER TABLE "job" ADD CONSTRAINT "job_action_known"
  CHECK (action IN ('imagine', 'variation', 'reroll', 'rerun', 'remix', 'upscale'));
ALTER TABLE "job" ADD CONSTRAINT "job_part" CHECK (part BETWEEN 0 AND 39);
DROP INDEX "job_interaction_id_key";
CREATE UNIQUE INDEX "job_interaction_id_part_key" ON "job" ("interaction_id", "part");
CREATE INDEX "job_message_id_idx" ON "job" ("message_id");
CREATE INDEX "job_guild_id_created_at_idx" ON "job" ("guild_id", "created_at");
CREATE INDEX "job_parent_id_idx" ON "job" ("parent_id");

CREATE FUNCTION settings_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('settings', NEW.scope);
  RETURN NULL;
END $$;

CREATE TRIGGER "settings_notify" AFTER INSERT ON "settings_revision"
  FOR EACH ROW EXECUTE FUNCTION settings_notify();
