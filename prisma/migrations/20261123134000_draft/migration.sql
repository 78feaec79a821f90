-- Several jobs that a person has asked for and not yet confirmed: a button has no room for a prompt.
CREATE TABLE "draft" (
  "id" UUID NOT NULL,
  "user_id" TEXT NOT NULL,
  "readings" JSONB NOT NULL,
  "image" BYTEA,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "draft_created_at_idx" ON "draft" ("created_at");
