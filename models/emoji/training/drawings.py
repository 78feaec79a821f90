"""What the art looks like in latents: the memory of the hint, computed once."""

import numpy as np
import torch
from torch import Tensor

from captions import Look
from codec import Encoder
from memory import COMPONENTS, Memory, condense
from pictures import Pictures
from settings import CELLS, CHANNELS, CHECKPOINTS, COLOUR_NAMES, COLOURS, DATA, FACTOR, MAPS, PIXELS, SCALES, STYLES
from workers import DEVICE

CENTRED = (0, 5)  # the placements of each scale that stand in the middle


def load_encoder() -> tuple[Encoder, float]:
    """The trained encoder and the factor that brings its latents to variance 1."""
    codec = torch.load(CHECKPOINTS / "codec.pt", map_location=DEVICE)
    encoder = Encoder().to(DEVICE)
    encoder.load_state_dict(codec["encoder"])
    return encoder.eval().requires_grad_(False), codec["scale"]


def encode(encoder: Encoder, scale: float, pictures: Tensor) -> Tensor:
    """Pictures (B, 3, H, W) as scaled mean latents (B, CHANNELS, H/8, W/8)."""
    with torch.no_grad():
        return torch.cat([encoder(part.to(DEVICE))[:, :CHANNELS] for part in pictures.split(64)]) * scale


class Drawings:
    """Targets for the text side, and the memory of a new model."""

    def __init__(self):
        self.stored = torch.load(DATA / "drawings.pt", map_location=DEVICE)
        self.concepts = self.stored["concepts"]  # of each picture
        self.empty = self.stored["empty"]  # of a canvas in each colour, less white: (COLOURS, CHANNELS)

    def remember(self, memory: Memory) -> None:
        """Fills the memory of a model."""
        memory.load_state_dict(self.stored["memory"])

    def target(self, draws: list[tuple[int, Look]]) -> dict[str, Tensor]:
        """Concept, style, mirrored, placement as class numbers (B,), and background (B, CHANNELS)."""
        look = {
            name: torch.tensor([int(getattr(look, name)) for _, look in draws], device=DEVICE)
            for name in ("style", "mirrored", "placement")
        }
        concept = self.concepts[[picture for picture, _ in draws]]
        return {"concept": concept, "background": self.empty[[look.colour for _, look in draws]], **look}


def fit_mirror(maps: Tensor, mirrored: Tensor) -> Tensor:
    """The 3 x 3 convolution that best takes flipped maps to the maps of mirrored pictures, by least squares."""
    patches = torch.nn.functional.unfold(maps.flip(3), 3, padding=1).transpose(1, 2).flatten(0, 1)
    solution = torch.linalg.lstsq(patches, mirrored.permute(0, 2, 3, 1).flatten(0, 2)).solution
    return solution.T.reshape(MAPS, MAPS, 3, 3)


def main() -> None:
    """Writes drawings.pt."""
    pictures = Pictures(0)
    encoder, scale = load_encoder()
    canvas = torch.tensor([COLOURS[name] for name in COLOUR_NAMES]).float() / 127.5 - 1
    plain = encode(encoder, scale, canvas[:, :, None, None].expand(-1, 3, PIXELS, PIXELS).contiguous())
    white = plain[0]

    def maps_of(numbers: range, size: int, mirrored: bool) -> Tensor:
        """Latents less white, and the share of each cell that is covered: (N, MAPS, CELLS, CELLS)."""
        looks = [(number, Look(0, CENTRED[size], mirrored, 0)) for number in numbers]
        latents = encode(encoder, scale, pictures.paint_all(looks)) - white
        alpha = pictures.canvases[list(numbers), size, :, :, 3]
        alpha = alpha[:, :, ::-1] if mirrored else alpha
        cover = alpha.reshape(-1, CELLS, FACTOR, CELLS, FACTOR).mean((2, 4), dtype=np.float32) / 255
        return torch.cat([latents, torch.from_numpy(cover).to(DEVICE)[:, None]], 1)

    concepts = torch.tensor([info["concept"] for info in pictures.infos])
    styles = torch.tensor([info["style"] for info in pictures.infos])
    everything = range(len(pictures.infos))
    maps = torch.stack([maps_of(everything, size, False) for size in range(len(SCALES))], 1)
    components, basis, mean = condense(maps)
    restored = components.float() @ basis + mean
    print(f"memory: error {(restored - maps.flatten(1)).square().mean():.4f} of {maps.flatten(1).var(0).mean():.4f}")
    table = torch.zeros(len(pictures.concepts), len(STYLES), COMPONENTS, dtype=torch.int8)
    # First every style gets whatever art there is, then its own: a few concepts are not drawn in every style.
    table[concepts] = components[:, None]
    table[concepts, styles] = components
    sample = range(0, 256)
    mirror = fit_mirror(maps_of(sample, 0, False), maps_of(sample, 0, True))
    memory = {"table": table.flatten(1), "basis": basis, "mean": mean, "white": white, "mirror.weight": mirror}
    empty = (plain - white)[:, :, 2:-2, 2:-2].mean((2, 3))
    torch.save({"memory": memory, "empty": empty, "concepts": concepts}, DATA / "drawings.pt")


if __name__ == "__main__":
    main()
