import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isFinal, JOB_ACTIONS, JOB_STATES, type JobState } from '../prisma/job.ts';
import { JOB_CHANNEL, jobNotification, WORKER_CHANNEL } from '../prisma/notifications.ts';
import { SEED_MAX } from '../prisma/seed.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

/** What job.ts draws. Everything else must be refused. */
const CHANGES: Record<JobState, readonly JobState[]> = {
  accepted: ['painting', 'ready', 'abandoned'],
  painting: ['accepted', 'ready', 'abandoned'],
  ready: ['answered', 'undeliverable', 'abandoned'],
  answered: [],
  undeliverable: [],
  abandoned: [],
};

/** A row that no constraint minds in any state, but for the changes that a test makes. */
async function insertJob({ query }: FreshDatabase, changes: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID();
  const row: Record<string, unknown> = {
    id,
    interaction_id: id,
    application_id: '1',
    channel_id: '2',
    user_id: '3',
    locale: 'en-US',
    action: 'imagine',
    request: '{}',
    cost: 1,
    worker_id: randomUUID(),
    lease_until: new Date(),
    expires_at: new Date(Date.now() + 60_000),
    ...changes,
  };
  const columns = Object.keys(row);
  const values = columns.map((_, i) => `$${i + 1}`);
  await query(`INSERT INTO job (${columns.join()}) VALUES (${values.join()})`, Object.values(row));
  return id;
}

const insertImage = ({ query }: FreshDatabase, jobId: string, seed: number, slot = 0) =>
  query(
    `INSERT INTO image (id, job_id, slot, seed, width, height, png, pixel_sha256, parameters)
     VALUES ($1, $2, $3, $4, 96, 96, '', repeat('a', 64), '')`,
    [randomUUID(), jobId, slot, seed],
  );

/** What is heard on a channel while `act` runs; whatever it sends has arrived once our own mark has. */
async function heardDuring({ url }: FreshDatabase, channel: string, act: () => Promise<unknown>): Promise<string[]> {
  const listener = new pg.Client({ connectionString: url });
  await listener.connect();
  onTestFinished(() => listener.end());
  const heard: string[] = [];
  listener.on('notification', ({ payload = '' }) => {
    if (payload === 'mark') listener.emit('mark');
    else heard.push(payload);
  });
  await listener.query(`LISTEN ${channel}`);
  await act();
  const marked = once(listener, 'mark');
  await listener.query(`NOTIFY ${channel}, 'mark'`);
  await marked;
  return heard;
}

describe('the database', () => {
  it('allows the state changes of job.ts and no others', async () => {
    const db = await freshDatabase();
    for (const from of JOB_STATES) {
      for (const to of JOB_STATES) {
        const id = await insertJob(db, { state: from });
        const change = db.query('UPDATE job SET state = $2 WHERE id = $1', [id, to]);
        if (from === to || CHANGES[from].includes(to)) await change;
        else await expect(change, `${from} → ${to}`).rejects.toThrow(`cannot go from ${from} to ${to}`);
      }
    }
  });

  it('knows every action of job.ts, and no other action or state', async () => {
    const db = await freshDatabase();
    for (const action of JOB_ACTIONS) await insertJob(db, { action });
    await expect(insertJob(db, { action: 'sketch' })).rejects.toThrow('job_action_known');
    await expect(insertJob(db, { state: 'lost' })).rejects.toThrow('job_state_known');
  });

  it('keeps no interaction token of a job that is over', async () => {
    const db = await freshDatabase();
    for (const state of JOB_STATES) {
      const insert = insertJob(db, { state, interaction_token: 'token' });
      if (isFinal(state)) await expect(insert, state).rejects.toThrow('job_final_keeps_no_token');
      else await insert;
    }
  });

  it('knows who paints a job, and until when, for as long as it is painted', async () => {
    const db = await freshDatabase();
    for (const missing of ['worker_id', 'lease_until'])
      await expect(insertJob(db, { state: 'painting', [missing]: null })).rejects.toThrow('job_painting_is_leased');
  });

  it.each([
    ['a cost of nothing', { cost: 0 }, 'job_cost_positive'],
    ['a negative attempt', { attempt: -1 }, 'job_attempt_not_negative'],
    ['a fifth picture as parent', { parent_slot: 4 }, 'job_parent_slot'],
    ['an end before the beginning', { expires_at: new Date(0) }, 'job_expires_after_creation'],
  ])('refuses %s', async (_, changes, constraint) => {
    await expect(insertJob(await freshDatabase(), changes)).rejects.toThrow(constraint);
  });

  it('takes an interaction once, however often Discord delivers it', async () => {
    const db = await freshDatabase();
    await insertJob(db, { interaction_id: '7' });
    await expect(insertJob(db, { interaction_id: '7' })).rejects.toThrow('job_interaction_id_part_key');
  });

  it('takes seeds of 0 to 4294967295, one picture for each of four places', async () => {
    const db = await freshDatabase();
    const job = await insertJob(db);
    await insertImage(db, job, 0, 0);
    await insertImage(db, job, SEED_MAX, 3);
    for (const seed of [-1, SEED_MAX + 1]) await expect(insertImage(db, job, seed, 1)).rejects.toThrow('image_seed');
    await expect(insertImage(db, job, 1, 4)).rejects.toThrow('image_slot');
    await expect(insertImage(db, job, 1, 3)).rejects.toThrow('image_job_id_slot_key');
  });

  it('forgets the pictures of a forgotten job, and keeps its children', async () => {
    const db = await freshDatabase();
    const parent = await insertJob(db);
    const child = await insertJob(db, { parent_id: parent, parent_slot: 0, action: 'variation' });
    await insertImage(db, parent, 1);
    await db.query('DELETE FROM job WHERE id = $1', [parent]);
    expect(await db.query('SELECT id FROM image')).toEqual([]);
    expect(await db.query('SELECT id, parent_id FROM job')).toEqual([{ id: child, parent_id: null }]);
  });

  it('keeps one picture to start from, and its mask, for as long as the job', async () => {
    const db = await freshDatabase();
    const job = await insertJob(db);
    const store = (png: string, mask: string | null = null) =>
      db.query('INSERT INTO initial_image (job_id, png, mask) VALUES ($1, $2, $3)', [job, png, mask]);
    await expect(store('')).rejects.toThrow('initial_image_size');
    await expect(store('png', '')).rejects.toThrow('initial_image_size');
    await store('png');
    await expect(store('another')).rejects.toThrow('initial_image_pkey');
    await db.query('DELETE FROM job WHERE id = $1', [job]);
    expect(await db.query('SELECT job_id FROM initial_image')).toEqual([]);
  });

  it('tells of a new job and of every change of its state, and of nothing else', async () => {
    const db = await freshDatabase();
    let id = '';
    const heard = await heardDuring(db, JOB_CHANNEL, async () => {
      id = await insertJob(db);
      await db.query(`UPDATE job SET state = 'painting' WHERE id = $1`, [id]);
      await db.query(`UPDATE job SET state = 'painting', step = 3 WHERE id = $1`, [id]); // no change
      await db.query(`UPDATE job SET state = 'ready' WHERE id = $1`, [id]);
    });
    const states = ['accepted', 'painting', 'ready'];
    expect(heard.map((payload) => jobNotification.parse(JSON.parse(payload)))).toEqual(
      states.map((state) => ({ id, state })),
    );
  });

  it('tells nobody of a job that was rolled back', async () => {
    const db = await freshDatabase();
    const heard = await heardDuring(db, JOB_CHANNEL, async () => {
      await db.query('BEGIN');
      await insertJob(db);
      await db.query('ROLLBACK');
    });
    expect(heard).toEqual([]);
  });

  it('tells of a worker that appears or changes its models, not of each heartbeat', async () => {
    const db = await freshDatabase();
    const id = randomUUID();
    const heard = await heardDuring(db, WORKER_CHANNEL, async () => {
      await db.query(`INSERT INTO worker (id, device, runtime, models) VALUES ($1, 'cpu', '{}', '[]')`, [id]);
      await db.query('UPDATE worker SET heartbeat_at = now()');
      await db.query(`UPDATE worker SET models = '["emoji"]'`);
    });
    expect(heard).toEqual([id, id]);
  });
});

/** schema.prisma's types in Postgres' words. */
const TYPES: Record<string, string> = {
  String: 'text',
  'String @db.Uuid': 'uuid',
  Int: 'integer',
  Boolean: 'boolean',
  BigInt: 'bigint',
  Json: 'jsonb',
  Bytes: 'bytea',
  'DateTime @db.Timestamptz(3)': 'timestamp(3) with time zone',
};
const DEFAULTS: Record<string, string> = {
  'now()': 'CURRENT_TIMESTAMP',
  '"accepted"': "'accepted'::text",
  '"[]"': "'[]'::jsonb",
  '"{}"': "'{}'::jsonb",
  '"block"': "'block'::text",
  '"components"': "'components'::text",
  '""': "''::text",
  'autoincrement()': "nextval('audit_entry_id_seq'::regclass)",
};

/** Of expressions, for which schema.prisma has no words. */
const OTHER_INDEXES: Record<string, string[]> = { job: ['job_model_ready_at_idx', 'job_prompt_words_idx'] };

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
}

interface Table {
  columns: Column[];
  /** Names of its indexes, the primary key's included. */
  indexes: string[];
}

/** What schema.prisma says, read by its lines: `name Type? @map("column") @db.Type @default(…)`. */
function readSchema(): Map<string, Table> {
  const tables = new Map<string, Table>();
  const schema = readFileSync(new URL('../prisma/schema.prisma', import.meta.url), 'utf8');
  for (const [, model = ''] of schema.matchAll(/^model \w+ \{\n(.*?)^\}/gms)) {
    const table = /@@map\("(\w+)"\)/.exec(model)?.[1] ?? '';
    const fields = [...model.matchAll(/^ {2}(\w+) +(\w+)(\??)(?: +(.*))?$/gm)];
    const names = new Map<string, string>();
    const columns: Column[] = [];
    const indexes = [`${table}_pkey`, ...(OTHER_INDEXES[table] ?? [])];
    for (const [, field = '', type = '', optional, attributes = ''] of fields) {
      const native = /@db\.\S+/.exec(attributes)?.[0];
      const inPostgres = TYPES[native ? `${type} ${native}` : type];
      if (inPostgres === undefined) continue; // a relation: no column of its own
      const name = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? field;
      const standard = /@default\((.*?\)?)\)/.exec(attributes)?.[1];
      names.set(field, name);
      if (attributes.includes('@unique')) indexes.push(`${table}_${name}_key`);
      columns.push({
        name,
        type: inPostgres,
        nullable: optional === '?',
        default: standard === undefined ? null : (DEFAULTS[standard] ?? standard),
      });
    }
    for (const [, kind, list = ''] of model.matchAll(/@@(index|unique)\(\[(.*)\]\)/g)) {
      const parts = list.split(', ').map((part) => names.get(part.replace(/\(.*/, '')));
      indexes.push(`${table}_${parts.join('_')}_${kind === 'unique' ? 'key' : 'idx'}`);
    }
    tables.set(table, { columns, indexes: indexes.sort() });
  }
  return tables;
}

const sortedByName = (columns: readonly Column[]) => [...columns].sort((a, b) => (a.name < b.name ? -1 : 1));

describe('schema.prisma and the migrations', () => {
  const tables = readSchema();

  it('have the same tables', async () => {
    const db = await freshDatabase();
    const rows = await db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...tables.keys()].sort());
  });

  it.each([...tables])('agree on every column and index of %s', async (name, { columns, indexes }) => {
    const db = await freshDatabase();
    const found = await db.query<Column>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable,
         pg_get_expr(adbin, adrelid) AS default
       FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [name],
    );
    // A later migration can only add columns at the end; where they stand in the schema is for its readers.
    expect(sortedByName(found)).toEqual(sortedByName(columns));
    const rows = await db.query<{ name: string }>('SELECT indexname AS name FROM pg_indexes WHERE tablename = $1', [
      name,
    ]);
    expect(rows.map((row) => row.name).sort()).toEqual(indexes);
  });
});
