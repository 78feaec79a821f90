-- Each try to send an answer, in order: what was tried, and Discord's code where it was refused.
-- How the job's messages look: decided when it is accepted, since one kind of message cannot become the other.
ALTER TABLE "job" ADD COLUMN "renderer" TEXT NOT NULL DEFAULT 'components';
ALTER TABLE "job" ADD COLUMN "deliveries" JSONB NOT NULL DEFAULT '[]';
