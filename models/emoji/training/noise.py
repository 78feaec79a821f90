"""The diffusion: how much noise a timestep has, what the denoiser predicts, and how a picture is sampled from it."""

import torch
from torch import Tensor

TIMESTEPS = 1000


def signal_and_noise() -> tuple[Tensor, Tensor]:
    """sqrt(alpha_bar) and sqrt(1 - alpha_bar) of each timestep (1000,): Stable Diffusion's `scaled_linear`."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, TIMESTEPS, dtype=torch.float64) ** 2
    kept = torch.cumprod(1 - betas, 0)
    return kept.sqrt().float(), (1 - kept).sqrt().float()


def velocity(latents: Tensor, noise: Tensor, a: Tensor, s: Tensor) -> Tensor:
    """What the denoiser predicts: v = a e - s z (Salimans and Ho 2022, "Progressive Distillation", arXiv:2202.00512).

    Its scale is the same at every timestep, so one loss serves all; that of e says nothing where noise is all there is.
    """
    return a * noise - s * latents


def sample(predict, x: Tensor, steps: int = 20) -> Tensor:
    """Latents from noise x (B, C, h, w) by DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095).

    `predict(x, timestep)` returns v. The engine has the same solver; this one is for looking on while training.
    """
    signal, noise = signal_and_noise()
    times = torch.linspace(0, TIMESTEPS - 1, steps + 1).round().long().flip(0)[:-1].tolist()
    half_log_snr = (signal / noise).log()
    before: Tensor | None = None
    for i, time in enumerate(times):
        a, s = signal[time], noise[time]
        clean = a * x - s * predict(x, torch.tensor([time]))
        if i + 1 == len(times):
            return clean
        after = times[i + 1]
        step = half_log_snr[after] - half_log_snr[time]
        estimate = clean
        if before is not None:
            last = half_log_snr[time] - half_log_snr[times[i - 1]]
            estimate = clean + (clean - before) * step / (2 * last)
        x = noise[after] / s * x - signal[after] * torch.expm1(-step) * estimate
        before = clean
    return x
