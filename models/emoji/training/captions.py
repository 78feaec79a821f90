"""Captions, written anew each time a picture is shown.

A caption names the thing; it may name style, size, place and background. What it does not name, the noise decides:
two seeds of one prompt then differ in it, instead of painting the average.
"""

from dataclasses import dataclass
from random import Random

from concepts import Concept
from settings import COLOUR_NAMES, PLACEMENTS, STYLES

STYLE_WORDS = {"flat": ["flat"], "fluent": ["fluent", "3d", "3d fluent"], "noto": ["noto"]}
STYLE_NAMED = 0.4
PLACE_NAMED = 0.15
PRAISE = ["cute", "simple", "beautiful", "nice", "colorful", "detailed"]
SUFFIXES = ["digital art", "illustration", "high quality", "cartoon", "4k", "icon", "clip art", "sticker", "vector art"]
FRAMES = [
    "an emoji of {}",
    "{} emoji",
    "a picture of {}",
    "an icon of {}",
    "a drawing of {}",
    "a photo of {}",
    "an image of {}",
    "{} icon",
]
BACKGROUNDS = ["on a {} background", "on a {} background", "on {} background", "with a {} background", "{} background"]


@dataclass(frozen=True)
class Look:
    """How a concept is shown; style, placement and colour are indices into the names of settings.py."""

    style: int
    placement: int
    mirrored: bool
    colour: int


def name_of(random: Random, concept: Concept) -> str:
    """What somebody may call the concept."""
    draw = random.random()
    if concept.words and draw < 0.4:
        return random.choice(concept.words)
    if concept.keywords and draw > 0.92:
        return random.choice(concept.keywords)
    return concept.label


def place_of(random: Random, placement: int) -> tuple[str, str]:
    """Words before and after the name that say a placement: its size, or the side it stands on."""
    scale, down, right = PLACEMENTS[placement]
    if scale == 0:
        return random.choice(["big", "large"]), ""
    sides = [side for side in (("top", "", "bottom")[down + 1], ("left", "", "right")[right + 1]) if side]
    if not sides:
        return random.choice(["small", "little"]), ""
    return "", ("at the " if sides[0] in ("top", "bottom") else "on the ") + " ".join(sides)


def with_article(name: str) -> str:
    return ("an " if name[0] in "aeiou" else "a ") + name


def write_caption(random: Random, concept: Concept, look: Look) -> str:
    """One of the many captions of this look, e.g. `a flat cat emoji on a blue background`."""
    text = name_of(random, concept)
    size, place = place_of(random, look.placement) if random.random() < PLACE_NAMED else ("", "")
    style = random.choice(STYLE_WORDS[STYLES[look.style]]) if random.random() < STYLE_NAMED else ""
    style_first = random.random() < 0.5
    praise = random.choice(PRAISE) if random.random() < 0.06 else ""
    text = " ".join(word for word in (praise, size, style if style_first else "", text) if word)
    if random.random() < 0.45:
        text = with_article(text)
    if random.random() < 0.25:
        text = random.choice(FRAMES).format(text)
    if style and not style_first:
        text += random.choice([" in {} style", ", {} style", " {} style", " {}"]).format(style)
    parts = [text, place]
    if look.colour or random.random() < 0.2:
        parts.append(random.choice(BACKGROUNDS).format(COLOUR_NAMES[look.colour]))
    if random.random() < 0.06:
        parts.append(random.choice(SUFFIXES))
    parts = [part for part in parts if part]
    return "".join(part + random.choice(["", "", "", ","]) + " " for part in parts[:-1]) + parts[-1]
