"""The hint: what the prompt alone says about the picture, told to the denoiser.

The model keeps a memory of how each thing looks in each style and at each size. To recall from it is some hundred
times cheaper than to teach a denoiser every drawing; the denoiser is left with what it is good at: fine strokes, the
background, and what the memory does not hold. An earlier model had one mean picture for a prompt. That decided too much
(every seed gave the same picture) and was soft (the mean of three styles). So the hint is a set of candidates (likely
things x styles x mirrored or not x placements), and the noisy latents choose among them. With x = a z + s e and
candidates h_k of prior p_k, the posterior of a mixture is a softmax:

    p(k | x) ~ p_k exp(-|x - a h_k|^2 / (2 (s^2 + a^2 tau^2)))

where tau^2 is the error of the candidates. In pure noise every candidate has about its prior, and the seed tips the
balance; a few steps later one has won. Nothing of this choice has to be learnt.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from memory import Memory
from settings import CELLS, CHANNELS, MAPS, PLACEMENT_WEIGHTS, PLACEMENTS, STYLES, WIDTH

ERROR_VARIANCE = 0.1  # tau^2 of latents of variance 1
LIKELY = 2  # things that a prompt may mean; all others count as one, the mean of everything
# No picture looks like the mean of everything, so it must not win where one thing has half the probability. It is
# there for the empty prompt, where no thing has a thousandth.
OTHERS_WEIGHT = 0.05
# What has less than this share of the likeliest's probability is no candidate. Without it an image-to-image picture of
# a red apple, asked to be green, stayed red: however unlikely the words make the red one (0.0002), a thing that is
# already there is by far the nearest.
SHARE_MIN = 0.05
UNLIKELY = -3e4  # the logarithm of nothing, within half precision
QUERIES = 2  # of the words, beside the summary
HIDDEN = 320
VECTOR = 16  # numbers of the widest vector unit
STYLE_COUNT, PLACE_COUNT = len(STYLES), len(PLACEMENTS)
MOVES = PLACE_COUNT - 1  # placements of the second scale; the first has one, and is not moved
LOOKS = LIKELY * STYLE_COUNT + 1
DRAWN = 2 * LOOKS  # plain and mirrored


class Hint(nn.Module):
    """What a prompt's words (B, N, WIDTH) say; see `things`, `looks`, and `forward` for the choice."""

    def __init__(self, concepts: int):
        super().__init__()
        self.memory = Memory(concepts)
        self.queries = nn.Parameter(torch.randn(QUERIES, WIDTH) * 0.1)
        self.reading = nn.Linear((1 + QUERIES) * WIDTH, HIDDEN)
        self.concept = nn.Linear(HIDDEN, concepts)
        self.look = nn.Linear(HIDDEN, STYLE_COUNT + 1 + PLACE_COUNT)
        nn.init.zeros_(self.look.weight)
        with torch.no_grad():
            self.look.bias.copy_(torch.cat([torch.zeros(STYLE_COUNT + 1), torch.tensor(PLACEMENT_WEIGHTS).log()]))
        self.background = nn.Linear(HIDDEN, CHANNELS)  # latents of an empty canvas in its colour, less white
        kernels = shifts()
        self.register_buffer("moves", kernels.repeat(MAPS, 1, 1, 1), persistent=False)
        back = torch.einsum("pij,cd->pcdij", kernels.flip(1, 2), torch.eye(CHANNELS))
        self.register_buffer("moves_back", back.flatten(0, 1), persistent=False)  # (MOVES CHANNELS, CHANNELS, 3, 3)

    def read(self, words: Tensor) -> Tensor:
        """Words (B, N, WIDTH) -> what the prompt names (B, HIDDEN), of which the other methods make their answers."""
        weights = (self.queries @ words.transpose(1, 2)).softmax(2)  # (B, QUERIES, N)
        seen = torch.cat([words[:, :1], weights @ words], 1)
        return F.gelu(self.reading(seen.flatten(1)))

    def looks(self, named: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log probabilities of the styles (B, 3), of plain and mirrored (B, 2), of the placements (B, 10)."""
        style, mirror, place = self.look(named).split([STYLE_COUNT, 1, PLACE_COUNT], 1)
        mirrors = F.pad(mirror, (1, 0)).log_softmax(1)  # the logarithms of sigmoid(-mirror) and sigmoid(mirror)
        return style.log_softmax(1), mirrors, place.log_softmax(1)

    def things(self, named: Tensor) -> tuple[Tensor, Tensor]:
        """Log probabilities of the likely things and of all others together (B, LIKELY + 1), and components (B, LOOKS,
        COMPONENTS) of each likely thing in each style, then of "all others": zero, the mean of everything."""
        probability, numbers = self.concept(named).softmax(1).topk(LIKELY, 1)
        others = OTHERS_WEIGHT * (1 - probability.sum(1, keepdim=True)).clamp(min=1e-6)
        components = F.pad(self.memory.components(numbers), (0, 0, 0, 1))
        share = torch.cat([probability.clamp(min=1e-6), others], 1)
        is_likely = share >= SHARE_MIN * share.amax(1, keepdim=True)
        return torch.where(is_likely, log_of_rows(share), UNLIKELY), components

    def prior(self, named: Tensor, thing: Tensor) -> Tensor:
        """Log probabilities of all candidates before anything is seen: (B, DRAWN, PLACEMENTS)."""
        style, mirror, place = self.looks(named)
        likely = thing[:, :LIKELY, None, None] + style[:, None, :, None] + mirror[:, None, None, :]
        others = thing[:, LIKELY:] + mirror
        return torch.cat([likely.flatten(1), others], 1)[:, :, None] + place[:, None]

    def forward(self, x: Tensor, signal: Tensor, noise: Tensor, words: Tensor) -> Tensor:
        """The expected picture on white and alpha in [-1, 1], (B, MAPS, H, W), given x: (B, CHANNELS, H, W).

        `signal` and `noise` are a and s of the timestep, (B, 1) or (1, 1). All of it happens at the memory's size.
        """
        named = self.read(words)
        thing, components = self.things(named)
        drawings = self.memory.maps(components)
        background = self.background(named)[:, :, None]
        left = resize(x, CELLS, CELLS).flatten(2) - signal[:, :, None] * (self.memory.white.flatten(1) + background)
        nearness = self.nearness(left, signal, background, drawings)
        spread = 2 * (noise * noise + ERROR_VARIANCE * signal * signal)
        chosen = (self.prior(named, thing) + nearness / spread[:, :, None]).flatten(1).softmax(1)
        large, medium = chosen.reshape(-1, DRAWN, PLACE_COUNT).transpose(1, 2).split([1, MOVES], 1)
        unmoved = (medium @ drawings[1]).reshape(-1, MOVES, MAPS, CELLS * CELLS).transpose(1, 2)
        moved = F.conv2d(unmoved.reshape(-1, MAPS * MOVES, CELLS, CELLS), self.moves, padding=1, groups=MAPS)
        maps = (large @ drawings[0]).reshape(-1, MAPS, CELLS, CELLS) + moved
        expected = torch.cat([maps[:, :CHANNELS] + self.memory.white, 2 * maps[:, CHANNELS:] - 1], 1)
        return resize(expected, x.shape[2], x.shape[3])

    def nearness(self, left: Tensor, signal: Tensor, background: Tensor, drawings: list[Tensor]) -> Tensor:
        """-|x - a h|^2 of all candidates (B, DRAWN, PLACEMENTS), less what is the same for all.

        A candidate is an empty canvas w and what a drawing changes on it: h = w + q. `left` is x - a w, so this is
        2 a left q - |a q|^2, and instead of every q `left` alone is moved, the other way. What a move pushes over the
        edge is next to nothing and counted. With all candidates moved eight rows took 6 ms longer, of 32.
        """
        moved = F.conv2d(left.reshape(-1, CHANNELS, CELLS, CELLS), self.moves_back, padding=1)
        moved = moved.reshape(-1, MOVES, CHANNELS * CELLS * CELLS)
        parts = []
        for drawn, asked in zip(drawings, (left.flatten(1)[:, None], moved), strict=True):
            pictures, alpha = drawn.reshape(-1, DRAWN, MAPS, CELLS * CELLS).split([CHANNELS, 1], 2)
            changes = (pictures - alpha * background[:, None]).flatten(2)
            square = (changes * changes).sum(2, keepdim=True)
            parts.append(2 * (changes @ asked.transpose(1, 2)) - signal[:, :, None] * square)
        return signal[:, :, None] * torch.cat(parts, 2)


def shifts() -> Tensor:
    """What moves a map by each placement of the second scale, as 3 x 3 kernels (MOVES, 3, 3), zeros behind."""
    kernels = torch.zeros(MOVES, 3, 3)
    for number, (_, down, right) in enumerate(PLACEMENTS[1:]):
        kernels[number, 1 - down, 1 - right] = 1
    return kernels


def log_of_rows(values: Tensor) -> Tensor:
    """Logarithms (B, N), the same for a row in whatever company: a runtime takes several numbers at once and the last
    few of a tensor one by one, which differ in the last bit, so each row is filled up to whole vectors."""
    count = values.shape[1]
    return F.pad(values, (0, VECTOR - count), value=1.0).log()[:, :count]


def resize(maps: Tensor, height: int, width: int) -> Tensor:
    """Nearest neighbour by index, which any runtime has, so that sizes other than the trained one still run."""
    rows = torch.div(torch.arange(height, device=maps.device) * maps.shape[2], height, rounding_mode="trunc")
    columns = torch.div(torch.arange(width, device=maps.device) * maps.shape[3], width, rounding_mode="trunc")
    return maps.index_select(2, rows).index_select(3, columns)
