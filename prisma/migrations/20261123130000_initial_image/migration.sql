-- What image to image starts from. A table of its own, so that claiming and listing jobs never touch the pictures.

CREATE TABLE "initial_image" (
  "job_id" UUID NOT NULL,
  "png" BYTEA NOT NULL,
  "mask" BYTEA,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "initial_image_pkey" PRIMARY KEY ("job_id"),
  CONSTRAINT "initial_image_size" CHECK (octet_length(png) BETWEEN 1 AND 33554432 AND octet_length(mask) BETWEEN 1 AND 33554432)
);

ALTER TABLE "initial_image" ADD CONSTRAINT "initial_image_job_id_fkey"
  FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- Deflated pictures do not compress again: stored as they are, they are read without being unpacked.
ALTER TABLE "initial_image" ALTER COLUMN "png" SET STORAGE EXTERNAL;
ALTER TABLE "initial_image" ALTER COLUMN "mask" SET STORAGE EXTERNAL;
