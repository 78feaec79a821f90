"""The memory of drawings: latents of every picture at both sizes, as principal components in bytes.

Both sizes of a picture share their components, since the smaller says nothing that the larger does not.
"""

import torch
from torch import Tensor, nn

from settings import CELLS, CHANNELS, MAPS, SCALES, STYLES

COMPONENTS = 512
BYTE_MAX = 127


class Memory(nn.Module):
    """Drawings by concept and style. Everything here is computed from the art (see drawings.py), nothing learnt."""

    def __init__(self, concepts: int):
        super().__init__()
        size = len(SCALES) * MAPS * CELLS * CELLS
        self.register_buffer("table", torch.zeros(concepts, len(STYLES) * COMPONENTS, dtype=torch.int8))
        self.register_buffer("basis", torch.zeros(COMPONENTS, size))  # each row times the worth of one step of a byte
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("white", torch.zeros(CHANNELS, CELLS, CELLS))  # latents of an empty canvas
        # The codec is no mirror of itself, but nearly: a 3 x 3 convolution takes the mirrored latents of a picture to
        # the latents of the mirrored picture with an error of 0.019 (flipping alone: 0.26).
        self.mirror = nn.Conv2d(MAPS, MAPS, 3, padding=1, bias=False).requires_grad_(False)

    def components(self, concepts: Tensor) -> Tensor:
        """Concept numbers (B, N) -> (B, N, STYLES, COMPONENTS)."""
        return self.table[concepts].float().reshape(*concepts.shape, len(STYLES), COMPONENTS)

    def maps(self, components: Tensor) -> Tensor:
        """Components (N, COMPONENTS) -> latents less white, and alpha: (N, SCALES, MAPS, CELLS, CELLS)."""
        return (components @ self.basis + self.mean).reshape(-1, len(SCALES), MAPS, CELLS, CELLS)


def condense(maps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Maps (N, SCALES, MAPS, CELLS, CELLS) as table (N, COMPONENTS) of bytes, basis and mean."""
    flat = maps.flatten(1)
    mean = flat.mean(0)
    centred = flat - mean
    _, vectors = torch.linalg.eigh(centred.T @ centred)  # eigenvalues ascend
    basis = vectors[:, -COMPONENTS:].flip(1).T
    components = centred @ basis.T
    step = components.abs().amax(0) / BYTE_MAX
    return (components / step).round().to(torch.int8), basis * step[:, None], mean
