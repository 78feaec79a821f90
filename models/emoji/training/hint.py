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

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from memory import COMPONENTS, Memory
from settings import CELLS, CHANNELS, MAPS, PLACEMENT_WEIGHTS, PLACEMENTS, SCALES, STYLES, WIDTH

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
        """Log probabilities of the likely things and of all others together (B, T), T = LIKELY + 1, and the memory's
        components of each in each style (B, T, STYLES, COMPONENTS); those of "all others" are zero, the mean."""
        probability, numbers = self.concept(named).softmax(1).topk(LIKELY, 1)
        others = OTHERS_WEIGHT * (1 - probability.sum(1, keepdim=True)).clamp(min=1e-6)
        components = F.pad(self.memory.components(numbers), (0, 0, 0, 0, 0, 1))
        share = torch.cat([probability.clamp(min=1e-6), others], 1)
        is_likely = share >= SHARE_MIN * share.amax(1, keepdim=True)
        return torch.where(is_likely, log_of_rows(share), UNLIKELY), components

    def drawings(self, components: Tensor, height: int, width: int) -> Tensor:
        """(B, T, STYLES, COMPONENTS) -> in the middle, plain and mirrored: (SCALES, B, D, MAPS, height, width), D over
        thing, style, mirrored."""
        batch, drawn = components.shape[0], components.shape[1] * STYLE_COUNT
        centred = self.memory.maps(components.reshape(-1, COMPONENTS))  # (B T STYLES, SCALES, MAPS, CELLS, CELLS)
        plain = fit(centred.flatten(0, 1), height, width)
        both = torch.stack([plain, self.memory.mirror(plain.flip(3))], 1)
        both = both.reshape(batch, drawn, len(SCALES), 2, MAPS, height, width)
        return both.permute(2, 0, 1, 3, 4, 5, 6).reshape(len(SCALES), batch, 2 * drawn, MAPS, height, width)

    def forward(self, x: Tensor, signal: Tensor, noise: Tensor, words: Tensor) -> Tensor:
        """The expected picture on white (CHANNELS) and alpha in [-1, 1], given x: (B, MAPS, H, W).

        `signal` and `noise` are a and s of the timestep, (B, 1) or (1, 1).
        """
        height, width = x.shape[2], x.shape[3]
        named = self.read(words)
        thing, components = self.things(named)
        drawings = self.drawings(components, height, width)
        white = fit(self.memory.white[None], height, width)
        background = self.background(named)[:, :, None, None]
        nearness = self.nearness(x - signal[:, :, None, None] * (white + background), signal, background, drawings)
        style, mirror, place = self.looks(named)
        prior = thing[:, :, None, None] + style[:, None, :, None] + mirror[:, None, None, :]
        prior = prior.flatten(1)[:, :, None] + place[:, None]  # (B, D, PLACEMENTS)
        spread = 2 * (noise * noise + ERROR_VARIANCE * signal * signal)
        chosen = (prior + nearness / spread[:, :, None]).flatten(1).softmax(1).reshape(prior.shape)
        sums = by_scale(lambda scale, of: chosen[:, :, of].transpose(1, 2) @ drawings[scale].flatten(2), axis=1)
        sums = sums.reshape(-1, PLACE_COUNT, MAPS, height, width)
        maps = sum(move(sums[:, place], down, right) for place, (_, down, right) in enumerate(PLACEMENTS))
        return torch.cat([maps[:, :CHANNELS] + white, 2 * maps[:, CHANNELS:] - 1], 1)

    def nearness(self, left: Tensor, signal: Tensor, background: Tensor, drawings: Tensor) -> Tensor:
        """-|x - a h|^2 of all candidates (B, D, PLACEMENTS), less what is the same for all.

        A candidate is an empty canvas w and what a drawing changes on it: h = w + q. `left` is x - a w, so this is
        2 a left q - |a q|^2, and instead of every q `left` alone is moved, the other way. What a move pushes over the
        edge is next to nothing and counted. With all candidates moved eight rows took 32 ms, so they take 26.
        """
        pictures, alpha = drawings[:, :, :, :CHANNELS], drawings[:, :, :, CHANNELS:]
        changes = (pictures - alpha * background[:, None]).flatten(3)  # (SCALES, B, D, CHANNELS H W)
        moved = torch.stack([move(left, -down, -right) for _, down, right in PLACEMENTS], 1).flatten(2)
        alike = by_scale(lambda scale, of: changes[scale] @ moved[:, of].transpose(1, 2), axis=2)
        square = (changes * changes).sum(3)[:, :, :, None]
        squares = by_scale(lambda scale, of: square[scale].expand(-1, -1, len(of)), axis=2)
        a = signal[:, :, None]
        return a * (2 * alike - a * squares)


def move(maps: Tensor, down: int, right: int) -> Tensor:
    """Maps (B, M, H, W) moved by one cell at most, zeros behind."""
    height, width = maps.shape[2], maps.shape[3]
    return F.pad(maps, (1, 1, 1, 1))[..., 1 - down : 1 - down + height, 1 - right : 1 - right + width]


def by_scale(part: Callable[[int, list[int]], Tensor], axis: int) -> Tensor:
    """What `part` says of each scale and its placements, joined along the axis of the placements."""
    parts = [part(scale, [n for n, (of, *_) in enumerate(PLACEMENTS) if of == scale]) for scale in range(len(SCALES))]
    return torch.cat(parts, axis)


def log_of_rows(values: Tensor) -> Tensor:
    """Logarithms (B, N), the same for a row in whatever company: a runtime takes several numbers at once and the last
    few of a tensor one by one, which differ in the last bit, so each row is filled up to whole vectors."""
    count = values.shape[1]
    return F.pad(values, (0, VECTOR - count), value=1.0).log()[:, :count]


def fit(maps: Tensor, height: int, width: int) -> Tensor:
    """Maps of CELLS x CELLS at another size, nearest neighbour by index, which any runtime has."""
    rows = torch.div(torch.arange(height, device=maps.device) * CELLS, height, rounding_mode="trunc")
    columns = torch.div(torch.arange(width, device=maps.device) * CELLS, width, rounding_mode="trunc")
    return maps.index_select(2, rows).index_select(3, columns)
