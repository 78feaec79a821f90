/** What the commands around a result say, in English; en.ts takes them in. */

/** What /cancel tells. */
export const cancelCommand = {
  all: 'Everything of mine that waits',
  done: ({ count }: { count: number }) =>
    count === 1
      ? 'Cancelled. Only what was already painted is charged.'
      : `${count} jobs are cancelled. Only what was already painted is charged.`,
  none: 'Nothing of yours is waiting or being painted.',
};

/** What /history tells. */
export const history = {
  none: 'You have not painted anything yet. Begin with /imagine.',
  page: ({ page }: { page: number }) => `**Your jobs**, page ${page}`,
  seed: ({ seed }: { seed: number }) => `seed ${seed}`,
  open: 'open',
  previous: 'Previous',
  next: 'Next',
  states: {
    accepted: 'waiting',
    painting: 'being painted',
    ready: 'on its way',
    answered: 'painted',
    undeliverable: 'painted, not delivered',
    abandoned: 'withdrawn',
  } as Record<string, string>,
  cancelled: 'cancelled',
  failed: 'not painted',
};
