"""Prompts as states: a small bidirectional transformer over at most TOKENS tokens."""

import torch
from torch import Tensor, nn

from settings import TOKENS, WIDTH


class Attention(nn.Module):
    """Multi-head attention (Vaswani et al. 2017, arXiv:1706.03762) in plain matmuls, which export to plain ONNX."""

    def __init__(self, width: int, heads: int, context_width: int | None = None):
        super().__init__()
        self.heads, self.head_width = heads, width // heads
        self.query = nn.Linear(width, width, bias=False)
        self.key_value = nn.Linear(context_width or width, 2 * width, bias=False)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, context: Tensor | None = None, bias: Tensor | None = None) -> Tensor:
        """x (B, N, width) looks at context (B, M, context_width), at itself without one; bias is added to scores."""
        context = x if context is None else context
        query = self.query(x).reshape(x.shape[0], -1, self.heads, self.head_width).permute(0, 2, 1, 3)
        both = self.key_value(context).reshape(context.shape[0], -1, 2 * self.heads, self.head_width)
        key = both[:, :, : self.heads].permute(0, 2, 3, 1)  # (B, heads, head_width, M)
        value = both[:, :, self.heads :].permute(0, 2, 1, 3)  # (B, heads, M, head_width)
        scores = torch.matmul(query * self.head_width**-0.5, key)  # (B, heads, N, M)
        if bias is not None:
            scores = scores + bias
        mixed = torch.matmul(scores.softmax(-1), value).permute(0, 2, 1, 3)
        return self.out(mixed.reshape(x.shape[0], -1, self.heads * self.head_width))


class TextEncoder(nn.Module):
    """Token ids (B, N) -> states (B, N, WIDTH) and the state of <|startoftext|> (B, WIDTH), which sums the prompt up.

    Padding is hidden from the attention, so a word's state does not depend on how far its prompt was padded.
    """

    def __init__(self, vocabulary: int, padding: int):
        super().__init__()
        self.padding = padding
        self.position = nn.Parameter(torch.randn(TOKENS, WIDTH) * 0.02)
        self.token = nn.Embedding(vocabulary, WIDTH)
        nn.init.normal_(self.token.weight, std=0.05)
        self.blocks = nn.ModuleList(
            nn.ModuleList(
                [
                    nn.LayerNorm(WIDTH),
                    Attention(WIDTH, 4),
                    nn.LayerNorm(WIDTH),
                    nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH)),
                ]
            )
            for _ in range(2)
        )
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        x = self.token(ids) + self.position[: ids.shape[1]]
        hidden = (ids == self.padding).to(x.dtype)[:, None, None, :] * -1e4
        for norm_attention, attention, norm_mlp, mlp in self.blocks:
            x = x + attention(norm_attention(x), bias=hidden)
            x = x + mlp(norm_mlp(x))
        x = self.norm(x)
        return x, x[:, 0]

    def read(self, chunks: Tensor) -> Tensor:
        """Token ids (B, chunks, TOKENS) -> the states of all chunks in a row, (B, chunks TOKENS, WIDTH)."""
        states, _ = self(chunks.flatten(0, 1))
        return states.reshape(chunks.shape[0], -1, WIDTH)
