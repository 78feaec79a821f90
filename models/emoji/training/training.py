"""The clock of a training that is given minutes rather than steps, since a shared machine has no speed of its own."""

import math
import os
import time
from pathlib import Path

import torch

from workers import average

REPORT_STEPS = 50
SAVE_MINUTES = 3.0


class Clock:
    """Learning rate over a time budget: linear warm-up over `warmup` steps, then half a cosine down to 2 %."""

    def __init__(self, minutes: float, rate: float, warmup: int):
        self.minutes, self.rate, self.warmup = minutes, rate, warmup
        self.started = self.saved = time.monotonic()
        self.steps = 0
        self.part = torch.zeros(1)

    def running(self) -> bool:
        """Whether time is left. The workers agree on it every ten steps, or one would wait for the other forever."""
        if self.steps % 10 == 0:
            self.part = torch.tensor([self.minutes_run() / self.minutes])
            average([self.part])
        return self.part.item() < 1

    def minutes_run(self) -> float:
        return (time.monotonic() - self.started) / 60

    def set_rate(self, optimizer: torch.optim.Optimizer) -> None:
        """Sets the rate of each group, times the group's own factor `rate`."""
        cosine = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.part.item()))
        for group in optimizer.param_groups:
            group["lr"] = self.rate * group["rate"] * cosine * min(1, (self.steps + 1) / self.warmup)

    def step(self) -> None:
        self.steps += 1

    def due(self) -> bool:
        """Whether it is time to save; true once every SAVE_MINUTES."""
        if time.monotonic() - self.saved < SAVE_MINUTES * 60:
            return False
        self.saved = time.monotonic()
        return True


LOSSES: list[float] = []


def report(rank: int, clock: Clock, batch: int, loss: float) -> None:
    """Prints the mean loss of the last steps now and then."""
    LOSSES.append(loss)
    if rank == 0 and clock.steps % REPORT_STEPS == 0:
        mean = sum(LOSSES[-REPORT_STEPS:]) / REPORT_STEPS
        minutes = clock.minutes_run()
        print(f"{minutes:6.2f} min, step {clock.steps}, {clock.steps * batch} samples, loss {mean:.4f}", flush=True)


def save(file: Path, **parts: object) -> None:
    """Writes a checkpoint whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(parts, file.with_suffix(".new"))
    os.replace(file.with_suffix(".new"), file)
