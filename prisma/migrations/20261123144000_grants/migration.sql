-- Who may see or steer a server in the dashboard without managing it on Discord (bot/grants.ts).
CREATE TABLE "dashboard_grant" (
  "guild_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "may" TEXT NOT NULL,
  "author_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "dashboard_grant_pkey" PRIMARY KEY ("guild_id", "user_id"),
  CONSTRAINT "dashboard_grant_may_known" CHECK (may IN ('view', 'edit', 'manage'))
);
