"""A critic that tells patches of art from patches of the decoder (Isola et al. 2017, PatchGAN, arXiv:1611.07004).

L1 alone prefers a blurred outline to one that is half a pixel off; the critic does not.
"""

import torch.nn.functional as F
from torch import Tensor, nn


class Critic(nn.Module):
    """Pictures (B, 3, H, W) -> how much each patch looks like art (B, 1, H/4, W/4)."""

    def __init__(self, width: int = 32):
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, width, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),
            nn.GroupNorm(8, 2 * width),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 2 * width, 3, padding=1),
            nn.GroupNorm(8, 2 * width),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 1, 1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        return self.layers(pictures)


def critic_loss(critic: Critic, art: Tensor, copies: Tensor) -> Tensor:
    """The hinge loss of the critic (Lim and Ye 2017, arXiv:1705.02894)."""
    return F.relu(1 - critic(art)).mean() + F.relu(1 + critic(copies)).mean()
