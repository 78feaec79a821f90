"""Trains the denoiser together with the text encoder; the reading lessons of train_text.py go on beside it.

`python train_denoiser.py --minutes 20` goes on from denoiser.pt where there is one, else it starts from text.pt.
The weights that are kept are an exponential moving average: those of any one step paint visibly worse.
"""

import argparse

import torch
from torch import Tensor, nn

from drawings import Drawings, encode, load_encoder
from noise import TIMESTEPS, signal_and_noise, velocity
from pictures import Pictures
from settings import CHECKPOINTS, SEED
from text_encoder import TextEncoder
from tokenizer import Tokenizer
from train_text import reading_loss
from training import Clock, report, save
from unet import UNet
from workers import DEVICE, WORKERS, average, launch

BATCH = 16  # noisy pictures per worker and step, two of each caption: the text side then costs half
READING_WEIGHT = 0.05
# Where little noise is left, some pictures come with the caption of another. Without it the denoiser believes the hint,
# which is nearly always exact, more than its own eyes: image to image at strength 0.1 made a house of a guitar.
WRONG, WRONG_BELOW = 0.2, 200  # share, timestep
TEXT_RATE = 0.3
AVERAGE_STEPS = 4  # steps between two updates of the moving average
AVERAGE_DECAY = 0.996


def build(tokenizer: Tokenizer, concepts: int) -> nn.ModuleDict:
    """Text encoder and UNet, not trained."""
    text = TextEncoder(len(tokenizer.vocabulary), tokenizer.end)
    return nn.ModuleDict({"text": text, "unet": UNet(concepts)}).to(DEVICE)


def load(net: nn.ModuleDict) -> dict | None:
    """Loads what there is to go on from; returns the checkpoint of the denoiser if there is one."""
    file = CHECKPOINTS / "denoiser.pt"
    if file.exists():
        checkpoint = torch.load(file, map_location=DEVICE)
        net.load_state_dict(checkpoint["net"])
        return checkpoint
    text = torch.load(CHECKPOINTS / "text.pt", map_location=DEVICE)["net"]
    renamed = {(name if name.startswith("text.") else "unet." + name): value for name, value in text.items()}
    net.load_state_dict(renamed, strict=False)
    return None


def timesteps(count: int) -> Tensor:
    """One timestep from each of `count` equal parts of the schedule, a little denser where noise is high.

    There the choice of what to paint is made; spreading them evenly also makes the loss of a batch less noisy.
    """
    spread = (torch.randperm(count, device=DEVICE) + torch.rand(count, device=DEVICE)) / count
    return (spread**0.8 * TIMESTEPS).long().clamp(max=TIMESTEPS - 1)


def update_average(kept: dict[str, Tensor], net: nn.Module, updates: int) -> None:
    """Moves the kept weights towards the present ones, faster while there are few."""
    decay = min(AVERAGE_DECAY, (1 + updates) / (20 + updates))
    with torch.no_grad():
        for name, value in net.state_dict().items():
            if value.is_floating_point():
                kept[name].lerp_(value, 1 - decay)


def optimizer_for(net: nn.ModuleDict) -> torch.optim.Optimizer:
    """AdamW; the text side is slower, since it can read already."""
    text = [p for name, p in net.named_parameters() if name.startswith("text.") or ".hint." in name]
    rest = [p for name, p in net.named_parameters() if not (name.startswith("text.") or ".hint." in name)]
    groups = [{"params": text, "rate": TEXT_RATE, "weight_decay": 0.0}, {"params": rest, "rate": 1.0}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)


def loss_of(net: nn.ModuleDict, pictures: Pictures, drawings: Drawings, codec, levels) -> tuple[Tensor, float]:
    """The loss of one fresh batch, and the denoiser's part of it."""
    draws = pictures.draw(BATCH // 2)
    latents = encode(*codec, pictures.paint_all(draws)).repeat(2, 1, 1, 1)
    times = timesteps(BATCH)
    a, s = (level[times][:, None, None, None] for level in levels)
    noise = torch.randn_like(latents)
    words = net["text"].read(pictures.captions(draws).to(DEVICE))
    asked = words.repeat(2, 1, 1)
    is_wrong = (times < WRONG_BELOW) & (torch.rand(BATCH, device=DEVICE) < WRONG)
    asked = torch.where(is_wrong[:, None, None], asked.roll(1, 0), asked)
    predicted = net["unet"](a * latents + s * noise, times, asked)
    denoising = (predicted - velocity(latents, noise, a, s)).square().mean()
    beside = reading_loss(net["unet"].hint, words, drawings.target(draws))
    return denoising + READING_WEIGHT * beside, denoising.item()


def train(rank: int, minutes: float, rate: float, freeze: bool) -> None:
    """One worker's share of the training."""
    pictures, drawings, codec = Pictures(SEED + rank), Drawings(), load_encoder()
    torch.manual_seed(SEED)
    net = build(pictures.tokenizer, len(pictures.concepts))
    drawings.remember(net["unet"].hint.memory)
    checkpoint = load(net)
    net["text"].requires_grad_(not freeze)
    optimizer = optimizer_for(net)
    seen = checkpoint["samples"] if checkpoint else 0
    if checkpoint:
        optimizer.load_state_dict(checkpoint["optimizer"])
    pictures.random.seed(f"{SEED} {rank} {seen}")
    torch.manual_seed(SEED + seen + rank)
    kept = checkpoint["kept"] if checkpoint else {name: value.clone() for name, value in net.state_dict().items()}
    levels = [level.to(DEVICE) for level in signal_and_noise()]
    clock = Clock(minutes, rate, warmup=100)

    def save_all() -> None:
        samples = seen + clock.steps * BATCH * WORKERS
        file = CHECKPOINTS / "denoiser.pt"
        save(file, net=net.state_dict(), kept=kept, optimizer=optimizer.state_dict(), samples=samples)

    while clock.running():
        clock.set_rate(optimizer)
        loss, denoising = loss_of(net, pictures, drawings, codec, levels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        average(p.grad for p in net.parameters() if p.grad is not None)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        clock.step()
        if rank == 0 and clock.steps % AVERAGE_STEPS == 0:
            update_average(kept, net, (clock.steps + seen // (BATCH * WORKERS)) // AVERAGE_STEPS)
        report(rank, clock, BATCH * WORKERS, denoising)
        if rank == 0 and clock.due():
            save_all()
    if rank == 0:
        save_all()


def work(rank: int) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--freeze", action="store_true", help="keep the text encoder")
    train(rank, **vars(parser.parse_args()))


if __name__ == "__main__":
    launch(work)
