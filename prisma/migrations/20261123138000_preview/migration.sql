-- The latest preview of a job that is being painted, made only while somebody looks; gone when the job is.
ALTER TABLE "job" ADD COLUMN "preview" BYTEA;
