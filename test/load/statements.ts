import pg from 'pg';

/** A statement as Prisma sends it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** A pool that remembers what it was asked, so that exactly this can be explained. */
export class RecordingPool extends pg.Pool {
  readonly statements: Statement[] = [];

  // pg declares six forms of `query`; Prisma uses the one that takes a configuration.
  override query = ((config: pg.QueryConfig, values?: unknown[]) => {
    this.statements.push({ text: config.text, values: values ?? config.values ?? [] });
    return super.query(config, values);
  }) as pg.Pool['query'];
}

interface Plan {
  'Index Name'?: string;
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

export interface Explained {
  /** Planning and execution, the fastest of the rounds: the machine has other things to do as well. */
  ms: number;
  /** Indexes that it used, and tables that it read from end to end. */
  reads: string[];
}

/** Runs a statement several times under EXPLAIN ANALYZE. */
export async function explain(client: pg.Client, { text, values }: Statement, rounds: number): Promise<Explained> {
  let best: Explained = { ms: Number.POSITIVE_INFINITY, reads: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const { rows } = await client.query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values });
    const [{ Plan: plan, 'Planning Time': planningMs, 'Execution Time': executionMs }] = rows[0]['QUERY PLAN'];
    const ms = planningMs + executionMs;
    if (ms < best.ms) best = { ms, reads: [...new Set(readsOf(plan))] };
  }
  return best;
}

function readsOf(plan: Plan): string[] {
  const own = plan['Index Name'] ?? (plan['Node Type'].endsWith('Seq Scan') ? `all of ${plan['Relation Name']}` : null);
  return [...(own === null ? [] : [own]), ...(plan.Plans ?? []).flatMap(readsOf)];
}
