"""The denoiser: a UNet of 12 x 12, 6 x 6 and 3 x 3 cells (for 96 pixels), and a fine path at 12 x 12.

Most parameters stand where there are few cells, most arithmetic where there are many: 150 million multiplications for
one prediction of a 96 pixel picture. Skips are added instead of concatenated (a third less of them).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from hint import Hint, resize
from noise import TIMESTEPS, signal_and_noise
from settings import CELLS, CHANNELS, MAPS, WIDTH
from text_encoder import Attention

RIM, MIDDLE, CORE = 48, 160, 384  # channels at 12 x 12, 6 x 6, 3 x 3
FINE = 48  # channels of the fine path
EMBEDDING = 256  # of timestep and summed-up prompt


def sinusoids() -> Tensor:
    """Timestep embeddings (Ho et al. 2020, arXiv:2006.11239) as a table (1000, 128): exact in half precision too."""
    frequencies = torch.exp(torch.arange(64, dtype=torch.float32) * (-math.log(10_000) / 64))
    angles = torch.arange(TIMESTEPS, dtype=torch.float32)[:, None] * frequencies
    return torch.cat([angles.cos(), angles.sin()], 1)


class Block(nn.Module):
    """Two convolutions whose middle is scaled and shifted by the embedding; starts as the identity."""

    def __init__(self, width: int):
        super().__init__()
        self.norm_first, self.norm_second = nn.GroupNorm(8, width), nn.GroupNorm(8, width)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.modulation = nn.Linear(EMBEDDING, 2 * width)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:  # (B, width, h, w) in and out
        scale, shift = self.modulation(embedding)[:, :, None, None].chunk(2, 1)
        hidden = self.norm_second(self.first(F.silu(self.norm_first(x)))) * (1 + scale) + shift
        return x + self.second(F.silu(hidden))


class Reader(nn.Module):
    """Lets every cell look at the words of the prompt."""

    def __init__(self, width: int):
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(width), Attention(width, width // 32, WIDTH)
        self.modulation = nn.Linear(EMBEDDING, 2 * width)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x: Tensor, embedding: Tensor, words: Tensor) -> Tensor:
        cells = x.flatten(2).transpose(1, 2)  # (B, h w, width)
        scale, shift = self.modulation(embedding)[:, None].chunk(2, -1)
        cells = cells + self.attention(self.norm(cells) * (1 + scale) + shift, words)
        return cells.transpose(1, 2).reshape(x.shape)


class Transformer(nn.Module):
    """Cells look at each other and at the words; modulated as in Peebles and Xie 2022 (DiT, arXiv:2212.09748)."""

    def __init__(self, width: int, positions: bool):
        super().__init__()
        self.position = nn.Parameter(torch.randn(1, width, CELLS // 4, CELLS // 4) * 0.02) if positions else None
        self.norm_self, self.attention_self = nn.LayerNorm(width), Attention(width, width // 64)
        self.norm_words, self.attention_words = nn.LayerNorm(width), Attention(width, width // 64, WIDTH)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.modulation = nn.Linear(EMBEDDING, 4 * width)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x: Tensor, embedding: Tensor, words: Tensor) -> Tensor:
        if self.position is not None:
            x = x + resize(self.position, x.shape[2], x.shape[3])
        cells = x.flatten(2).transpose(1, 2)
        scale, shift, scale_mlp, shift_mlp = self.modulation(embedding)[:, None].chunk(4, -1)
        cells = cells + self.attention_self(self.norm_self(cells) * (1 + scale) + shift)
        cells = cells + self.attention_words(self.norm_words(cells), words)
        cells = cells + self.mlp(self.norm_mlp(cells) * (1 + scale_mlp) + shift_mlp)
        return cells.transpose(1, 2).reshape(x.shape)


class UNet(nn.Module):
    """Noisy latents (B, CHANNELS, h, w), timesteps (B,) or (1,), words (B, N, WIDTH) -> v like the latents."""

    def __init__(self, concepts: int):
        super().__init__()
        self.time_first, self.time_second = nn.Linear(128, EMBEDDING), nn.Linear(EMBEDDING, EMBEDDING)
        self.prompt = nn.Linear(WIDTH, EMBEDDING)
        self.enter = nn.Conv2d(CHANNELS + MAPS, RIM, 3, padding=1)
        self.down_rim = Block(RIM)
        self.to_middle = nn.Conv2d(RIM, MIDDLE, 3, stride=2, padding=1)
        self.down_middle = Block(MIDDLE)
        self.down_reader = Reader(MIDDLE)
        self.to_core = nn.Conv2d(MIDDLE, CORE, 3, stride=2, padding=1)
        self.core = nn.ModuleList([Transformer(CORE, positions=True), Transformer(CORE, positions=False)])
        self.from_core = nn.Conv2d(CORE, 4 * MIDDLE, 1)
        self.up_middle = Block(MIDDLE)
        self.up_reader = Reader(MIDDLE)
        self.from_middle = nn.Conv2d(MIDDLE, 4 * RIM, 1)
        self.up_rim = Block(RIM)
        self.norm = nn.GroupNorm(8, RIM)
        self.leave = nn.Conv2d(RIM, CHANNELS, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        # The fine path sees what the UNet made of the picture beside the input, at full resolution all the way.
        self.fine_enter = nn.Conv2d(RIM + CHANNELS + MAPS, FINE, 3, padding=1)
        self.fine = nn.ModuleList([Block(FINE), Block(FINE)])
        self.fine_leave = nn.Conv2d(FINE, RIM, 1)
        nn.init.zeros_(self.fine_leave.weight)
        nn.init.zeros_(self.fine_leave.bias)
        self.hint = Hint(concepts)
        signal, noise = signal_and_noise()
        self.register_buffer("levels", torch.stack([signal, noise], 1), persistent=False)
        self.register_buffer("sinusoids", sinusoids(), persistent=False)

    def forward(self, latents: Tensor, timesteps: Tensor, words: Tensor) -> Tensor:
        timesteps = timesteps.clamp(0, TIMESTEPS - 1)
        time = self.time_second(F.silu(self.time_first(self.sinusoids.index_select(0, timesteps))))
        # One timestep for all rows, (1, EMBEDDING), broadcasts against the prompts.
        embedding = F.silu(time + self.prompt(words[:, 0]))
        level = self.levels.index_select(0, timesteps)
        # Detached: the hint is taught by regression alone, which goes on beside the denoising loss.
        hint = self.hint(latents, level[:, :1], level[:, 1:], words).detach()
        given = torch.cat([latents, hint], 1)
        rim = self.down_rim(self.enter(given), embedding)
        middle = self.down_reader(self.down_middle(self.to_middle(rim), embedding), embedding, words)
        core = self.to_core(middle)
        for block in self.core:
            core = block(core, embedding, words)
        middle = F.pixel_shuffle(self.from_core(core), 2) + middle
        middle = self.up_reader(self.up_middle(middle, embedding), embedding, words)
        rim = self.up_rim(F.pixel_shuffle(self.from_middle(middle), 2) + rim, embedding)
        # In two parts: onnxruntime adds up a convolution of more than some 500 numbers in an order that depends on its
        # threads and rows, and then a picture's last bit would depend on its company.
        of_rim, of_given = self.fine_enter.weight.split([RIM, CHANNELS + MAPS], 1)
        fine = F.conv2d(rim, of_rim, self.fine_enter.bias, padding=1) + F.conv2d(given, of_given, padding=1)
        for block in self.fine:
            fine = block(fine, embedding)
        return self.leave(F.silu(self.norm(rim + self.fine_leave(fine))))
