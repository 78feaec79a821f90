import { z } from 'zod';
import { checkDatabase, openDatabase } from '../../prisma/database.ts';

/** A worker beats every 5 s; one that missed three beats is taken for dead. */
const ALIVE = '15 seconds';

const worker = z.object({ device: z.string(), models: z.array(z.string()) });

/** Devices of the living workers that hold a model open, by its name. Faults: `database_unreachable`. */
export async function loadedModels(url: string): Promise<ReadonlyMap<string, readonly string[]>> {
  await checkDatabase(url);
  const database = openDatabase({ url, applicationName: 'easel models', connectionsMax: 1 });
  try {
    const rows = await database.$queryRaw<unknown[]>`
      SELECT device, open_models AS models FROM worker WHERE heartbeat_at > now() - ${ALIVE}::interval ORDER BY device`;
    const devices = new Map<string, string[]>();
    for (const { device, models } of z.array(worker).parse(rows)) {
      for (const model of models) devices.set(model, [...(devices.get(model) ?? []), device]);
    }
    return devices;
  } finally {
    await database.$disconnect();
  }
}
