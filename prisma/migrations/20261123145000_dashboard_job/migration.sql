-- A job whose answer is shown in the dashboard and nowhere else: a style that is tried, a rerun by an admin.
ALTER TABLE "job" ADD COLUMN "is_for_dashboard" BOOLEAN NOT NULL DEFAULT false;
