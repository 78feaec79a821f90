-- Whether the model's own safety checker flagged a picture (null: it has none), and what then happens to it where the
-- job was asked for: decided when it is accepted.
ALTER TABLE "image" ADD COLUMN "is_flagged" BOOLEAN;
ALTER TABLE "job" ADD COLUMN "safety" TEXT NOT NULL DEFAULT 'block';
ALTER TABLE "job" ADD CONSTRAINT "job_safety_known" CHECK (safety IN ('block', 'spoiler', 'allow'));
