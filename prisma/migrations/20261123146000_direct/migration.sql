-- Its answer goes to the person's direct messages first, because they want it so (bot/preferences.ts).
ALTER TABLE "job" ADD COLUMN "is_direct" BOOLEAN NOT NULL DEFAULT false;
