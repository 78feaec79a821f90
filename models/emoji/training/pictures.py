"""Batches of captions with what they should become."""

import json
from random import Random

import numpy as np
import torch
from torch import Tensor

from art import move
from captions import Look, write_caption
from concepts import Concept, load_concepts
from settings import COLOUR_NAMES, COLOURS, DATA, PLACEMENT_WEIGHTS, PLACEMENTS, QUESTIONS
from tokenizer import Tokenizer

EMPTY_CAPTIONS = 0.1  # for classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598)
# A prompt of more than TOKENS comes as several chunks, one behind the other. Never trained, what the second one said of
# the background was not heard.
IN_TWO_CHUNKS = 0.125
WHITE = 0.3  # share of pictures on white, the background of a prompt that names none
# Samples are short, so they go to what people ask for: faces, animals, food and things before symbols.
GROUP_WEIGHTS = {0: 1.4, 1: 0.5, 3: 1.5, 4: 1.3, 5: 1.0, 6: 1.1, 7: 0.9, 8: 0.3}
GENDERED_SUBGROUPS = {25, 26}


def weight(concept: Concept) -> float:
    """How often a concept is shown, relative to others."""
    if concept.subgroup in GENDERED_SUBGROUPS and concept.label.startswith(("man ", "woman ")):
        return 0.25
    return GROUP_WEIGHTS[concept.group] * (1.4 if concept.words else 1.0)


class Pictures:
    """The training pictures, and captions and looks drawn at random from one seed."""

    def __init__(self, seed: int):
        self.concepts = load_concepts()
        self.canvases = np.load(DATA / "pictures.npy", mmap_mode="r")
        self.infos = json.loads((DATA / "pictures.json").read_text())
        self.by_look = {(info["concept"], info["style"]): i for i, info in enumerate(self.infos)}
        self.tokenizer = Tokenizer()
        self.random = Random(seed)
        self.weights = np.cumsum([weight(self.concepts[info["concept"]]) for info in self.infos]).tolist()
        # Asked for in the evaluation, to tell whether a colour is obeyed or only remembered.
        self.held_out = {tuple(pair) for pair in json.loads(QUESTIONS.read_text())["heldOut"]}
        self.rgb = np.array([COLOURS[name] for name in COLOUR_NAMES], np.float32)

    def draw(self, count: int) -> list[tuple[int, Look]]:
        """`count` pictures (numbers) with looks, none of a concept on a colour that is held out of training."""
        picks = self.random.choices(range(len(self.infos)), cum_weights=self.weights, k=count)
        return [(picture, self.look_of(picture)) for picture in picks]

    def look_of(self, picture: int) -> Look:
        """A look for this picture; its style is the picture's own."""
        info = self.infos[picture]
        placement = self.random.choices(range(len(PLACEMENTS)), PLACEMENT_WEIGHTS)[0]
        mirrored = self.concepts[info["concept"]].mirrored and self.random.random() < 0.5
        label = self.concepts[info["concept"]].label
        colours = [c for c, name in enumerate(COLOUR_NAMES) if c and (label, name) not in self.held_out]
        colour = 0 if self.random.random() < WHITE else self.random.choice(colours)
        return Look(info["style"], placement, mirrored, colour)

    def captions(self, draws: list[tuple[int, Look]]) -> Tensor:
        """Token ids of captions (B, chunks, TOKENS), some of them empty; now and then all are cut into two chunks."""
        texts = [self.caption(*draw) for draw in draws]
        is_cut = self.random.random() < IN_TWO_CHUNKS
        chunks = [self.cut(text) if is_cut else [text] for text in texts]
        return torch.tensor([[self.tokenizer(chunk) for chunk in each] for each in chunks])

    def caption(self, picture: int, look: Look) -> str:
        if self.random.random() < EMPTY_CAPTIONS:
            return ""
        return write_caption(self.random, self.concepts[self.infos[picture]["concept"]], look)

    def cut(self, text: str) -> list[str]:
        """Two halves of a caption, either of which may be empty."""
        words = text.split(" ")
        at = self.random.randint(0, len(words))
        return [" ".join(words[:at]), " ".join(words[at:])]

    def paint(self, picture: int, look: Look) -> np.ndarray:
        """The picture of this look: float (PIXELS, PIXELS, 3) in [-1, 1]."""
        scale, down, right = PLACEMENTS[look.placement]
        canvas = move(self.canvases[picture, scale], down, right, look.mirrored).astype(np.float32)
        alpha = canvas[..., 3:] / 255
        return (canvas[..., :3] * alpha + self.rgb[look.colour] * (1 - alpha)) / 127.5 - 1

    def paint_all(self, draws: list[tuple[int, Look]]) -> Tensor:
        """(B, 3, PIXELS, PIXELS) in [-1, 1]."""
        images = np.stack([self.paint(picture, look) for picture, look in draws])
        return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
