-- What the dashboard looks for among jobs that have their outcome. All of these are partial: accepting and claiming a
-- job, which somebody waits for, writes to none of them.

-- The overview's windows of time, and the gallery from the newest on.
CREATE INDEX "job_ready_at_idx" ON "job" ("ready_at") WHERE ready_at IS NOT NULL;
CREATE INDEX "job_guild_id_ready_at_idx" ON "job" ("guild_id", "ready_at") WHERE ready_at IS NOT NULL;
-- What people used, read from the index alone.
CREATE INDEX "job_user_id_ready_at_idx" ON "job" ("user_id", "ready_at")
  INCLUDE ("guild_id", "images_charged", "gpu_ms") WHERE ready_at IS NOT NULL;
-- A model that nobody has used for long.
CREATE INDEX "job_model_ready_at_idx" ON "job" ((request->>'model'), "ready_at") WHERE ready_at IS NOT NULL;
CREATE INDEX "image_seed_idx" ON "image" ("seed");

-- The words of a prompt, in lower case of every alphabet. What is written without spaces (Japanese, Chinese, Korean)
-- becomes a word per character. pg_trgm, which would find parts of words as well, knows no letter beyond ASCII in a
-- database of locale C, as ours is.
CREATE FUNCTION prompt_words(prompt TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('simple', regexp_replace(lower(prompt COLLATE "und-x-icu"),
    '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])', ' \1 ', 'g'))
$$;
CREATE INDEX "job_prompt_words_idx" ON "job" USING gin (prompt_words(request->>'prompt')) WHERE ready_at IS NOT NULL;

-- All words of a text, in any order, each with any ending; null for a text without words. Quotation marks and
-- backslashes in a word are doubled, as the type's own notation wants them.
CREATE FUNCTION prompt_search(words TEXT) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''':*', ' & ')::tsquery
  FROM unnest(tsvector_to_array(prompt_words(words))) AS lexeme
$$;
