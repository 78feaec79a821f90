import { describe, expect, it } from 'vitest';
import { float32Log } from '../../inference/engine/schedulers/float32-log.ts';
import { NoiseSchedule } from '../../inference/engine/schedulers/noise-schedule.ts';
import { COMMON_DEFAULTS } from '../../inference/engine/schedulers/scheduler-config.ts';
import { floats, readOwn } from './vectors.ts';

interface Table {
  kwargs: { beta_start?: number; beta_end?: number; beta_schedule?: string; rescale_betas_zero_snr?: boolean };
  alphas_cumprod_b64: string;
  sigmas_b64: string;
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

  it('is torch’s, bit for bit', () => {
    expect(schedule.alphasCumprod).toEqual(floats(alphas_cumprod_b64));
    // Sigmas are recorded as the schedulers have them that divide by ᾱ: with 2⁻²⁴ in place of a zero at the end.
    const divisible = new NoiseSchedule(options, { zeroTerminalSnr, lastAlphaCumprod: 2 ** -24 });
    expect(divisible.sigmas).toEqual(floats(sigmas_b64));
  });
});

describe('the float32 logarithm', () => {
  it('is NumPy’s where NumPy’s is not the nearest float32', () => {
    const recorded = [
      [0.09922480583190918, -2.3103671073913574],
      [0.8315503597259521, -0.18446344137191772],
      [1.1120929718017578, 0.1062438115477562],
      [1.115736484527588, 0.10951469838619232],
      [9.808915138244629, 2.283291816711426],
    ] as const;
    for (const [x, logarithm] of recorded) {
      expect([x, float32Log(x)]).toEqual([x, logarithm]);
      expect(Math.fround(Math.log(x))).not.toBe(logarithm);
    }
  });
});
