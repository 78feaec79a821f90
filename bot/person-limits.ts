import type { PersonLimits, Settings } from './settings.ts';
import type { Refusal } from './texts/texts.ts';
import type { Usage } from './usage.ts';

/** What one interaction asks for, as far as limits go. */
export interface Demand {
  jobs: number;
  images: number;
}

const DAY_MS = 86_400_000;

/** What a person may use here: of everybody's limits and those of the person's roles, the most generous each. */
export function limitsOf({ everybody, roles }: Settings, roleIds: readonly string[]): PersonLimits {
  const own = roleIds.flatMap((id) => roles[id] ?? []);
  const most = (key: 'waitingMax' | 'imagesPerDayMax' | 'gpuSecondsPerDayMax'): number | null => {
    const values = [everybody, ...own].map((limits) => limits[key]).filter((value) => value !== undefined);
    return values.includes(null) ? null : Math.max(...values.map((value) => value ?? 0));
  };
  return {
    waitingMax: most('waitingMax'),
    imagesPerDayMax: most('imagesPerDayMax'),
    gpuSecondsPerDayMax: most('gpuSecondsPerDayMax'),
    priority: Math.max(everybody.priority, ...own.map(({ priority }) => priority ?? everybody.priority)),
  };
}

/** Why a person may not have what they ask for now, or null. The first limit that is reached is the one that is told. */
export function refusalFor(usage: Usage, demand: Demand, limits: PersonLimits, settings: Settings): Refusal | null {
  const { ban, waitingOfPerson, waitingOfEverybody, imagesToday, gpuMsToday } = usage;
  if (ban)
    return { code: 'banned', values: { reason: ban.reason, until: ban.expiresAt && unixSeconds(ban.expiresAt) } };
  const { waitingMax, imagesPerDayMax, gpuSecondsPerDayMax } = limits;
  if (waitingMax !== null && waitingOfPerson + demand.jobs > waitingMax) {
    return { code: 'too_many_waiting', values: { waiting: waitingOfPerson, max: waitingMax } };
  }
  const resetsAt = unixSeconds(startOfNextDay(usage.now));
  if (imagesPerDayMax !== null && imagesToday + demand.images > imagesPerDayMax) {
    const values = { used: imagesToday, asked: demand.images, max: imagesPerDayMax, resetsAt };
    return { code: 'images_used_up', values };
  }
  if (gpuSecondsPerDayMax !== null && gpuMsToday >= gpuSecondsPerDayMax * 1000) {
    return { code: 'gpu_seconds_used_up', values: { max: gpuSecondsPerDayMax, resetsAt } };
  }
  if (waitingOfEverybody + demand.jobs > settings.waitingMax) {
    return { code: 'queue_full', values: { waiting: waitingOfEverybody } };
  }
  return null;
}

/** When a day's limits begin anew: midnight UTC. */
export const startOfNextDay = (now: Date): Date => new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS);

/** As Discord's `<t:…>` wants it. */
export const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);
