"""The things that can be painted: what they are called and which art shows them.

Names and keywords come from emojibase-data (MIT), everyday words from words.tsv, art from three Iconify packages.
"""

import collections
import csv
import json
import re
from dataclasses import dataclass, field

from settings import HERE, PACKAGES

ART_PACKAGES = ("iconify-json-fluent-emoji-flat", "iconify-json-fluent-emoji", "iconify-json-noto")  # as STYLES

# Numbers of emojibase. Flags, skin tones, families, keycaps and letters in boxes are symbols rather than things, and
# hundreds of near-copies of one picture; they would take the capacity from what people ask for.
LEFT_OUT_GROUPS = {None, 2, 9}
LEFT_OUT_SUBGROUPS = {30, 31, 32, 33, 83, 94, 95}
# Gestures, roles, activities: only the neutral person, not the man and the woman beside it.
NEUTRAL_SUBGROUPS = {24, 27, 28, 29}
# Text, arrows, clocks, music: their mirror image is another thing, or wrong.
NEVER_MIRRORED_SUBGROUPS = {18, 53, 58, 67, 72, 76, 84, 85, 86, 87, 88, 90, 91, 92, 93}
MIRRORED_GROUPS = {1, 3, 4, 5, 6, 7}
KEYWORD_CONCEPTS_MAX = 2  # a keyword shared by more says too little to be taught


@dataclass
class Concept:
    """One emoji. `art` holds an SVG body and the side of its view box for each style, or None."""

    label: str
    group: int
    subgroup: int
    keywords: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    art: list[tuple[str, int] | None] = field(default_factory=list)

    @property
    def mirrored(self) -> bool:
        """Whether the mirror image is as good a picture of it."""
        sided = re.search(r"left|right|clock", self.label)
        return self.group in MIRRORED_GROUPS and self.subgroup not in NEVER_MIRRORED_SUBGROUPS and not sided


def plain(name: str) -> str:
    """A name as people type it: lower case, no punctuation but the apostrophe."""
    name = name.lower().replace("’", "'").replace("ñ", "n").replace("ʻ", "'")
    name = re.sub(r"[:,\-]", " ", re.sub(r"[“”.!()]", "", name))
    return re.sub(r"\s+", " ", name).strip()


def package(name: str):
    """The unpacked npm package of this name."""
    return next(PACKAGES.glob(name + "-[0-9]*")) / "package"


def same_code(code: str) -> str:
    return code.lower().replace("-fe0f", "")


def shown(emoji: dict) -> bool:
    """Whether an entry of emojibase is one of the things Easel paints."""
    if emoji.get("group") in LEFT_OUT_GROUPS or emoji.get("subgroup") in LEFT_OUT_SUBGROUPS:
        return False
    label = emoji["label"]
    if "facing right" in label or "o’clock" in label or "-thirty" in label or label in ("END arrow", "BACK arrow"):
        return False
    gendered = re.match(r"(man|woman|men|women|deaf man|deaf woman)\b", label)
    return not (gendered and emoji["subgroup"] in NEUTRAL_SUBGROUPS and label not in ("woman dancing", "man dancing"))


def load_concepts() -> list[Concept]:
    """All concepts in the order of emojibase; their place in this list is their number everywhere."""
    icons = [json.loads((package(name) / "icons.json").read_text()) for name in ART_PACKAGES]
    names = [
        {same_code(code): name for code, name in json.loads((package(art) / "chars.json").read_text()).items()}
        for art in (ART_PACKAGES[0], ART_PACKAGES[0], ART_PACKAGES[2])  # the two Fluent sets share their names
    ]
    concepts = []
    for emoji in json.loads((package("emojibase-data") / "en/data.json").read_text()):
        if not shown(emoji):
            continue
        art = [find_art(icon, name.get(same_code(emoji["hexcode"]))) for icon, name in zip(icons, names, strict=True)]
        if any(art):
            tags = [plain(tag) for tag in emoji.get("tags", [])]
            concepts.append(Concept(plain(emoji["label"]), emoji["group"], emoji["subgroup"], tags, [], art))
    give_words(concepts)
    return concepts


def find_art(icons: dict, name: str | None) -> tuple[str, int] | None:
    if name not in icons["icons"]:
        name = icons.get("aliases", {}).get(name, {}).get("parent")
    icon = icons["icons"].get(name)
    return icon and (icon["body"], icon.get("width") or icons["width"])


def give_words(concepts: list[Concept]) -> None:
    """Adds the everyday words, each of which means exactly one concept, and keeps the keywords that say enough."""
    by_label = {concept.label: concept for concept in concepts}
    with open(HERE / "words.tsv", encoding="utf-8") as file:
        everyday = {plain(row["word"]): plain(row["concept"]) for row in csv.DictReader(file, delimiter="\t")}
    for word, label in everyday.items():
        assert word not in by_label, f"Expected an everyday word that is no name, got {word}"
        by_label[label].words.append(word)
    uses = collections.Counter(keyword for concept in concepts for keyword in set(concept.keywords))
    for concept in concepts:
        concept.keywords = sorted(
            keyword
            for keyword in set(concept.keywords)
            if uses[keyword] <= KEYWORD_CONCEPTS_MAX
            and len(keyword) > 2
            and keyword not in by_label
            and keyword not in everyday
        )
