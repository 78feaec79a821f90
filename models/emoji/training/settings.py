"""What every stage agrees on: sizes, names, folders.

The sizes are part of the contract with the engine that loads the model (see ../model_index.json and the config of
each part); the names are the words a prompt may use.
"""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = Path(os.environ.get("EMOJI_WORK", HERE / "work"))
PACKAGES = WORK / "packages"
DATA = WORK / "data"
CHECKPOINTS = WORK / "checkpoints"
TOKENIZER = HERE.parent / "tokenizer"
QUESTIONS = HERE.parent / "evaluation" / "questions.json"

SEED = 20
PIXELS = 96
FACTOR = 8  # pixels per latent cell, along one side
CELLS = PIXELS // FACTOR
CHANNELS = 6  # of a latent cell
MAPS = CHANNELS + 1  # of a drawing: its latents, and the share of each cell that it covers
TOKENS = 24  # of a prompt, <|startoftext|> and <|endoftext|> included
WIDTH = 192  # of a word's state

STYLES = ("flat", "fluent", "noto")

COLOURS = {
    "white": (255, 255, 255),
    "black": (20, 20, 24),
    "gray": (140, 144, 150),
    "red": (216, 40, 44),
    "orange": (245, 140, 30),
    "yellow": (250, 215, 50),
    "green": (60, 165, 75),
    "cyan": (70, 205, 220),
    "blue": (40, 95, 215),
    "purple": (130, 65, 185),
    "pink": (248, 150, 190),
    "brown": (125, 80, 50),
}
COLOUR_NAMES = tuple(COLOURS)

# Side of the art in pixels: large fills the canvas, medium leaves one latent cell (and a little more) on every side,
# so that it can stand in nine places.
SCALES = (87, 72)
# (scale, down, right), the moves in latent cells. Large art has nowhere to go.
PLACEMENTS = ((0, 0, 0), *((1, down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)))
PLACEMENT_WEIGHTS = (0.46, *([0.06] * 9))
