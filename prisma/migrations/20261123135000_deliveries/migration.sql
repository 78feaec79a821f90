-- Each try to send an answer, in order: what was tried, and Discord's code where it was refused.
ALTER TABLE "job" ADD COLUMN "deliveries" JSONB NOT NULL DEFAULT '[]';
