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
        """Concept numbers (B, N) -> (B, N STYLES, COMPONENTS)."""
        return self.table[concepts].float().reshape(-1, concepts.shape[1] * len(STYLES), COMPONENTS)

    def maps(self, components: Tensor) -> list[Tensor]:
        """Components (B, N, COMPONENTS) -> of each scale (B, 2 N, MAPS CELLS CELLS), plain and mirrored in turn:
        latents less white, and alpha."""
        bases, means = self.both_sides(self.basis), self.both_sides(self.mean[None])
        flat = components.flatten(0, 1)
        maps = [flat @ basis + mean for basis, mean in zip(bases, means, strict=True)]
        return [of.reshape(-1, 2 * components.shape[1], MAPS * CELLS * CELLS) for of in maps]

    def both_sides(self, flat: Tensor) -> list[Tensor]:
        """(N, SCALES MAPS CELLS CELLS) -> of each scale (N, 2 MAPS CELLS CELLS), mirrored behind plain.

        Mirroring is linear, so the basis is mirrored instead of every drawing: once, when a runtime loads the graph.
        """
        plain = flat.reshape(-1, MAPS, CELLS, CELLS)
        mirrored = self.mirror(plain.flip(3))
        both = torch.cat([plain, mirrored], 1).reshape(-1, len(SCALES), 2 * MAPS * CELLS * CELLS)
        return list(both.unbind(1))


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
