"""Writes the trained model as the folder that Easel loads: the layout of Diffusers, each part as ONNX.

`python export.py OUT` writes text_encoder, unet, vae_encoder and vae_decoder with their configs; the tokenizer and
what else lies in a model's folder stay as they are.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from codec import Decoder, Encoder
from concepts import load_concepts
from memory import BYTE_MAX
from settings import CELLS, CHANNELS, CHECKPOINTS, FACTOR, PIXELS, TOKENS, WIDTH
from tokenizer import Tokenizer
from train_denoiser import build

OPSET = 17
HALVES_MIN = 128  # tensors of fewer numbers stay in single precision
BYTES_MIN = 60_000  # and those of as many become bytes
DIFFUSERS = "0.20.0"
BATCH_MAP = {0: "batch", 2: "height", 3: "width"}


class ClampedEncoder(nn.Module):
    """The encoder with its log variance kept where exp() is tame."""

    def __init__(self, encoder: Encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, pictures: Tensor) -> Tensor:
        mean, variance = self.encoder(pictures).chunk(2, 1)
        return torch.cat([mean, variance.clamp(-12, 4)], 1)


class ClampedDecoder(nn.Module):
    """The decoder with its pixels kept in [-1, 1]."""

    def __init__(self, decoder: Decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, latents: Tensor) -> Tensor:
        return self.decoder(latents).clamp(-1, 1)


def write(net: nn.Module, arguments: tuple, file: Path, inputs: dict[str, dict], outputs: dict[str, dict]) -> None:
    """Exports a part, names and dynamic axes given for each input and output."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            net.eval(),
            arguments,
            str(file),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=inputs | outputs,
            opset_version=OPSET,
            dynamo=False,
        )
    shrink(file)


def shrink(file: Path) -> None:
    """Stores large weights as bytes and the others in half precision, with what brings them back behind each.

    Runtimes fold that when they load the file: arithmetic stays in single precision, the file is a third as large.
    """
    model = onnx.load(file)
    restoring = []
    for tensor in list(model.graph.initializer):
        count = int(np.prod(tensor.dims))
        if tensor.data_type != TensorProto.FLOAT or count < HALVES_MIN:
            continue
        name, numbers = tensor.name, numpy_helper.to_array(tensor)
        if count < BYTES_MIN:
            tensor.CopyFrom(numpy_helper.from_array(numbers.astype(np.float16), f"{name}_half"))
            restoring.append(helper.make_node("Cast", [f"{name}_half"], [name], f"{name}_cast", to=TensorProto.FLOAT))
            continue
        values, steps = as_bytes(numbers)
        tensor.CopyFrom(numpy_helper.from_array(values, f"{name}_bytes"))
        model.graph.initializer.append(numpy_helper.from_array(steps, f"{name}_steps"))
        cast = helper.make_node("Cast", [f"{name}_bytes"], [f"{name}_whole"], f"{name}_cast", to=TensorProto.FLOAT)
        restoring += [cast, helper.make_node("Mul", [f"{name}_whole", f"{name}_steps"], [name], f"{name}_scale")]
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(restoring + nodes)
    onnx.checker.check_model(model)
    onnx.save(model, file)


def as_bytes(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers of -127 to 127, and what one is worth along the first or the last axis, whichever loses less."""
    found = []
    for kept in {0, numbers.ndim - 1 if numbers.ndim == 2 else 0}:
        others = tuple(axis for axis in range(numbers.ndim) if axis != kept)
        steps = np.maximum(np.abs(numbers).max(others, keepdims=True), 1e-12) / BYTE_MAX
        values = np.round(numbers / steps)
        found.append((np.square(values * steps - numbers).mean(), values.astype(np.int8), steps.astype(np.float32)))
    _, values, steps = min(found, key=lambda each: each[0])
    return values, steps


def write_configs(out: Path, scale: float, tokenizer: Tokenizer) -> None:
    """What the engine asks of each part: sizes, factors, ids."""
    unet = {
        "_class_name": "UNet2DConditionModel",
        "_diffusers_version": DIFFUSERS,
        "in_channels": CHANNELS,
        "out_channels": CHANNELS,
        "sample_size": CELLS,
        "cross_attention_dim": WIDTH,
        "block_out_channels": [48, 160, 384],
        "center_input_sample": False,
        "flip_sin_to_cos": True,
        "freq_shift": 0,
    }
    codec = {
        "_class_name": "AutoencoderKL",
        "_diffusers_version": DIFFUSERS,
        "in_channels": 3,
        "out_channels": 3,
        "latent_channels": CHANNELS,
        "sample_size": PIXELS,
        "scaling_factor": scale,
        "block_out_channels": [48, 64, 96, 128],
        "act_fn": "silu",
        "norm_num_groups": 8,
    }
    text = {
        "_class_name": "CLIPTextModel",
        "architectures": ["CLIPTextModel"],
        "model_type": "clip_text_model",
        "hidden_size": WIDTH,
        "projection_dim": WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 4 * WIDTH,
        "max_position_embeddings": TOKENS,
        "vocab_size": len(tokenizer.vocabulary),
        "hidden_act": "gelu",
        "bos_token_id": tokenizer.start,
        "eos_token_id": tokenizer.end,
        "pad_token_id": tokenizer.end,
        "torch_dtype": "float32",
    }
    assert 2 ** (len(codec["block_out_channels"]) - 1) == FACTOR
    for part, config in {"unet": unet, "vae_encoder": codec, "vae_decoder": codec, "text_encoder": text}.items():
        (out / part / "config.json").write_text(json.dumps(config, indent=2))


def main(out: Path) -> None:
    """Exports the moving average of the denoiser, and the codec with the decoder that was refined if there is one."""
    tokenizer = Tokenizer()
    net = build(tokenizer, len(load_concepts()))
    net.load_state_dict(torch.load(CHECKPOINTS / "denoiser.pt", map_location="cpu")["kept"])
    codec = torch.load(CHECKPOINTS / "codec.pt", map_location="cpu")
    encoder, decoder = Encoder(), Decoder()
    encoder.load_state_dict(codec["encoder"])
    decoder.load_state_dict(codec["decoder"])
    ids = torch.tensor([tokenizer("red apple"), tokenizer("a cat")], dtype=torch.int32)
    rows = {0: "batch", 1: "sequence"}
    write(
        net["text"],
        (ids,),
        out / "text_encoder/model.onnx",
        {"input_ids": rows},
        {"last_hidden_state": rows, "pooler_output": {0: "batch"}},
    )
    latents = torch.randn(2, CHANNELS, CELLS, CELLS)
    write(
        net["unet"],
        (latents, torch.tensor([500]), torch.randn(2, TOKENS, WIDTH)),
        out / "unet/model.onnx",
        {"sample": BATCH_MAP, "timestep": {0: "steps"}, "encoder_hidden_states": rows},
        {"out_sample": BATCH_MAP},
    )
    write(
        ClampedEncoder(encoder),
        (torch.randn(2, 3, PIXELS, PIXELS),),
        out / "vae_encoder/model.onnx",
        {"sample": BATCH_MAP},
        {"latent_parameters": BATCH_MAP},
    )
    write(
        ClampedDecoder(decoder),
        (latents,),
        out / "vae_decoder/model.onnx",
        {"latent_sample": BATCH_MAP},
        {"sample": BATCH_MAP},
    )
    write_configs(out, codec["scale"], tokenizer)
    print(f"{sum(file.stat().st_size for file in out.rglob('*.onnx')) / 1e6:.2f} MB of ONNX in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
