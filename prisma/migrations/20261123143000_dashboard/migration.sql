-- Who is signed in to the dashboard. The cookie holds 256 random bits; only their SHA-256 is kept here, so that a copy
-- of the database signs nobody in.
CREATE TABLE "dashboard_session" (
  "token_sha256" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "dashboard_session_pkey" PRIMARY KEY ("token_sha256"),
  CONSTRAINT "dashboard_session_token_sha256" CHECK (token_sha256 ~ '^[0-9a-f]{64}$')
);

CREATE INDEX "dashboard_session_user_id_idx" ON "dashboard_session" ("user_id");
