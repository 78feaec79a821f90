"""The autoencoder between pictures and latents: 8 x 8 pixels of RGB in [-1, 1] become one cell of 6 numbers.

A small cousin of the one in Rombach et al. 2022, "High-Resolution Image Synthesis with Latent Diffusion Models"
(arXiv:2112.10752). Pixels are folded into channels by 4 at the rim (pixel_unshuffle): most of the time of a
convolutional codec goes into its widest maps, and emoji have little to say there.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from settings import CHANNELS


class CodecBlock(nn.Module):
    """A residual pair of convolutions that starts as the identity."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:  # (B, width, h, w) in and out
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


class Encoder(nn.Module):
    """Pictures (B, 3, H, W) -> mean and log variance of their latents (B, 2 CHANNELS, H/8, W/8)."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(4),
            nn.Conv2d(48, 48, 3, padding=1),
            CodecBlock(48),
            nn.Conv2d(48, 96, 3, stride=2, padding=1),
            CodecBlock(96),
            nn.SiLU(),
            nn.Conv2d(96, 2 * CHANNELS, 3, padding=1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        return self.layers(pictures)


class Decoder(nn.Module):
    """Latents (B, CHANNELS, h, w) -> pictures (B, 3, 8h, 8w)."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(CHANNELS, 128, 3, padding=1),
            CodecBlock(128),
            nn.Conv2d(128, 256, 1),
            nn.PixelShuffle(2),
            CodecBlock(64),
            CodecBlock(64),
            nn.SiLU(),
            nn.Conv2d(64, 48, 3, padding=1),
            nn.PixelShuffle(4),
        )

    def forward(self, latents: Tensor) -> Tensor:
        return self.layers(latents)
