-- How fast a worker paints, by model: what estimates of waiting rest on (worker-speed.ts).
ALTER TABLE "worker" ADD COLUMN "speed" JSONB NOT NULL DEFAULT '{}';
