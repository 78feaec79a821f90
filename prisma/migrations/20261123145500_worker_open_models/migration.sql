-- Which of its models a worker holds open at its last beat: those paint at once, the others open first.
ALTER TABLE "worker" ADD COLUMN "open_models" JSONB NOT NULL DEFAULT '[]';
