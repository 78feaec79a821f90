import { describe, expect, it } from 'vitest';
import { NoiseSchedule } from '../../inference/engine/schedulers/noise-schedule.ts';
import { COMMON_DEFAULTS } from '../../inference/engine/schedulers/scheduler-config.ts';
import { difference, floats, readOwn } from './vectors.ts';

interface Table {
  kwargs: { beta_start?: number; beta_end?: number; beta_schedule?: string; rescale_betas_zero_snr?: boolean };
  alphas_cumprod_b64: string;
  sigmas_b64?: string;
}

const { tables } = readOwn<{ tables: Record<string, Table> }>('schedulers/tables.json');

describe.each(Object.entries(tables))('the noise schedule %s', (_name, { kwargs, alphas_cumprod_b64, sigmas_b64 }) => {
  const { rescale_betas_zero_snr: zeroTerminalSnr = false, beta_start, beta_end, beta_schedule } = kwargs;
  const options = {
    num_train_timesteps: COMMON_DEFAULTS.num_train_timesteps,
    trained_betas: COMMON_DEFAULTS.trained_betas,
    beta_start: beta_start ?? COMMON_DEFAULTS.beta_start,
    beta_end: beta_end ?? COMMON_DEFAULTS.beta_end,
    beta_schedule: beta_schedule ?? COMMON_DEFAULTS.beta_schedule,
  };
  const schedule = new NoiseSchedule(options, { zeroTerminalSnr });

  it('is torch’s, value for value', () => {
    const expected = floats(alphas_cumprod_b64);
    const relative = Math.max(
      ...expected.map((value, t) => Math.abs(((schedule.alphasCumprod[t] ?? 0) - value) / Math.max(value, 1e-4))),
    );
    expect(relative).toBeLessThan(2e-7);
    if (!sigmas_b64 || zeroTerminalSnr) return; // without ᾱ = 0 at the end, where σ has no value
    const sigmas = floats(sigmas_b64);
    expect(
      difference(
        schedule.sigmas.map((sigma, t) => sigma / (sigmas[t] ?? 1)),
        sigmas.map(() => 1),
      ),
    ).toBeLessThan(4e-7);
  });
});
