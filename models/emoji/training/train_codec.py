"""Trains the codec, then its decoder alone.

`python train_codec.py --minutes 12` writes codec.pt, going on from it where there is one.
`python train_codec.py --refine --minutes 7` goes on with the decoder against a critic, and half the way back. Latents
stay what they are, so it may run at any time after the codec is trained.
"""

import argparse

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from codec import Decoder, Encoder
from critic import Critic, critic_loss
from pictures import Pictures
from settings import CHANNELS, CHECKPOINTS, SEED
from training import Clock, report, save
from workers import DEVICE, WORKERS, average, launch

BATCH = 10  # crops per worker and step
CROP = 64
DIVERGENCE_WEIGHT = 4e-4  # keeps latents near a normal distribution, which is what the denoiser starts from
CRITIC_WEIGHT = 0.02
CRITIC_START = 100  # steps of its own before the critic is listened to
LATENT_NOISE = 0.12  # of their deviation at most: what a denoiser delivers is not exact


def edge_loss(picture: Tensor, copy: Tensor) -> Tensor:
    """L1 between the differences of neighbouring pixels at three scales: outlines are what makes an emoji crisp."""
    error, total = picture - copy, torch.zeros((), device=picture.device)
    for _ in range(3):
        total = total + error.diff(dim=3).abs().mean() + error.diff(dim=2).abs().mean()
        error = F.avg_pool2d(error, 2)
    return total


def crops(pictures: Pictures) -> Tensor:
    """(BATCH, 3, CROP, CROP), cut from pictures at one random place."""
    whole = pictures.paint_all(pictures.draw(BATCH)).to(DEVICE)
    spare = whole.shape[2] - CROP
    top, left = pictures.random.randint(0, spare), pictures.random.randint(0, spare)
    return whole[:, :, top : top + CROP, left : left + CROP]


def train(rank: int, minutes: float, rate: float, refine: bool) -> None:
    """One worker's share of the training."""
    pictures = Pictures(SEED + rank)
    torch.manual_seed(SEED)
    codec = nn.ModuleDict({"encoder": Encoder(), "decoder": Decoder()}).to(DEVICE)
    critic = Critic().to(DEVICE)
    file = CHECKPOINTS / "codec.pt"
    if file.exists():
        stored = torch.load(file, map_location=DEVICE)
        for name, net in codec.items():
            net.load_state_dict(stored[name])
        pictures.random.seed(f"{SEED} {rank} {file.stat().st_mtime_ns}")
    assert file.exists() or not refine, "Expected a trained codec to refine, got none"
    soft = {name: value.clone() for name, value in codec["decoder"].state_dict().items()}
    codec["encoder"].requires_grad_(not refine)
    trained = [parameter for parameter in codec.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW([{"params": trained, "rate": 1.0}], betas=(0.9, 0.98), weight_decay=1e-4)
    critic_optimizer = torch.optim.AdamW([{"params": critic.parameters(), "rate": 1.0}], betas=(0.5, 0.9))
    torch.manual_seed(SEED + rank)
    clock = Clock(minutes, rate, warmup=100)
    while clock.running():
        clock.set_rate(optimizer)
        clock.set_rate(critic_optimizer)
        picture = crops(pictures)
        mean, variance = codec["encoder"](picture).chunk(2, 1)
        variance = variance.clamp(-12, 4)
        if refine:
            latents = mean + torch.randn_like(mean) * mean.std() * LATENT_NOISE * torch.rand(
                len(mean), 1, 1, 1, device=DEVICE
            )
        else:
            latents = mean + torch.randn_like(mean) * (0.5 * variance).exp()
        copy = codec["decoder"](latents)
        divergence = 0.5 * (mean.square() + variance.exp() - 1 - variance).mean()
        loss = (picture - copy).abs().mean() + 0.5 * edge_loss(picture, copy) + DIVERGENCE_WEIGHT * divergence
        heard = CRITIC_WEIGHT if refine and clock.steps >= CRITIC_START else 0.0
        step(optimizer, trained, loss - heard * critic(copy).mean() if heard else loss)
        if refine:
            step(critic_optimizer, list(critic.parameters()), critic_loss(critic, picture, copy.detach()))
        clock.step()
        report(rank, clock, BATCH * WORKERS, loss.item())
    if rank == 0:
        if refine:
            soften(codec["decoder"], soft)
        save_codec(codec, pictures)


def soften(decoder: Decoder, soft: dict[str, Tensor]) -> None:
    """Goes half the way back: alone, the critic's decoder puts grain along outlines.

    Fidelity was 27.8 dB before the critic, 27.3 dB after it and 27.9 dB half the way.
    """
    with torch.no_grad():
        for name, value in decoder.state_dict().items():
            value.lerp_(soft[name], 0.5)


def step(optimizer: torch.optim.Optimizer, parameters: list[Tensor], loss: Tensor) -> None:
    """One step of all workers down this loss, along these parameters alone."""
    gradients = torch.autograd.grad(loss, parameters)
    average(gradients)
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()


def save_codec(codec: nn.ModuleDict, pictures: Pictures) -> None:
    """Writes codec.pt with the factor that brings latents to variance 1, and prints the fidelity."""
    picture = pictures.paint_all(pictures.draw(256)).to(DEVICE)
    with torch.no_grad():
        latents = codec["encoder"](picture)[:, :CHANNELS]
        error = (codec["decoder"](latents).clamp(-1, 1) - picture).square().mean((1, 2, 3))
    print(f"PSNR {(10 * torch.log10(4 / error)).mean():.2f} dB")
    file = CHECKPOINTS / "codec.pt"
    # A refined decoder must keep the factor that the denoiser was trained with.
    scale = torch.load(file)["scale"] if file.exists() else (1 / latents.std()).item()
    save(file, encoder=codec["encoder"].state_dict(), decoder=codec["decoder"].state_dict(), scale=scale)


def work(rank: int) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--refine", action="store_true")
    train(rank, **vars(parser.parse_args()))


if __name__ == "__main__":
    launch(work)
