"""Prompts as numbers: byte-pair encoding in the format of CLIP (Radford et al. 2021, arXiv:2103.00020).

The vocabulary is the one that ships with the model (../tokenizer, 2,914 tokens, learnt from captions such as
captions.py writes). It is kept from model to model: every word can be spelt with it, and what somebody's prompt
costs in tokens does not change under them.
"""

import itertools
import json
import re
from functools import cache

from settings import TOKENIZER, TOKENS

START, END = "<|startoftext|>", "<|endoftext|>"
# CLIP's pattern, written for the standard library, which has no \p{L} and \p{N}.
PIECE = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+", re.IGNORECASE)


@cache
def byte_letters() -> dict[int, str]:
    """A printable letter for each byte: bytes that print stand for themselves, the others for letters from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}


class Tokenizer:
    """Turns a prompt into exactly TOKENS ids, padded with <|endoftext|>; what is too long is cut."""

    def __init__(self):
        self.vocabulary = json.loads((TOKENIZER / "vocab.json").read_text(encoding="utf-8"))
        merges = (TOKENIZER / "merges.txt").read_text(encoding="utf-8").strip().split("\n")[1:]
        self.ranks = {tuple(merge.split()): rank for rank, merge in enumerate(merges)}
        self.start, self.end = self.vocabulary[START], self.vocabulary[END]
        self.known: dict[str, list[int]] = {}

    def spell(self, piece: str) -> list[int]:
        """The ids of one piece: neighbours are merged in the order in which the merges were learnt."""
        if piece not in self.known:
            symbols = [*piece[:-1], piece[-1] + "</w>"]
            while len(symbols) > 1:
                pairs = list(itertools.pairwise(symbols))
                best = min(pairs, key=lambda pair: self.ranks.get(pair, len(self.ranks)))
                if best not in self.ranks:
                    break
                at = pairs.index(best)
                symbols[at : at + 2] = ["".join(best)]
            self.known[piece] = [self.vocabulary[symbol] for symbol in symbols]
        return self.known[piece]

    def __call__(self, prompt: str) -> list[int]:
        letters = byte_letters()
        ids = [self.start]
        for piece in PIECE.findall(prompt.lower()):
            ids += self.spell("".join(letters[byte] for byte in piece.encode()))
        ids = [*ids[: TOKENS - 1], self.end]
        return ids + [self.end] * (TOKENS - len(ids))
