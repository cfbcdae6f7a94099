"""Voices of a few nodes for piper and sherpa-onnx, whose every sign is a tone of 500 Hz: FOLDER is where.

Run by an interpreter that has `onnx` and `piper`, as `speech_engines.py` makes it.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onnx import TensorProto, checker, helper, save  # type: ignore[import-not-found]
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP  # type: ignore[import-not-found]

Dimensions = Sequence[int | str]
Inputs = Mapping[str, tuple[int, Dimensions]]
RATE = 16_000
HERTZ = 500.0
SIGN = 800
"""Samples of a sign."""

WORDS = "请号到窗口零一二三四五六七八九十，。abc"


def hum(signs: str, inputs: Inputs, shape: Dimensions, out: str) -> Any:
    """A model whose input `signs`, [1, n], becomes n * `SIGN` samples, whatever the others are."""
    constants = {
        "one": (TensorProto.INT64, [], [1]),
        "zero": (TensorProto.INT64, [], [0]),
        "sign": (TensorProto.INT64, [], [SIGN]),
        "turn": (TensorProto.FLOAT, [], [2 * 3.141592653589793 * HERTZ / RATE]),
        "loud": (TensorProto.FLOAT, [], [0.5]),
        "axes": (TensorProto.INT64, [len(shape) - 1], list(range(len(shape) - 1))),
    }
    nodes = [
        helper.make_node("Shape", [signs], ["dims"]),
        helper.make_node("Gather", ["dims", "one"], ["count"]),
        helper.make_node("Mul", ["count", "sign"], ["length"]),
        helper.make_node("Range", ["zero", "length", "one"], ["places"]),
        helper.make_node("Cast", ["places"], ["times"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["times", "turn"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["wave"]),
        helper.make_node("Mul", ["wave", "loud"], ["softer"]),
        helper.make_node("Unsqueeze", ["softer", "axes"], [out]),
    ]
    graph = helper.make_graph(
        nodes,
        "hum",
        [helper.make_tensor_value_info(name, kind, dims) for name, (kind, dims) in inputs.items()],
        [helper.make_tensor_value_info(out, TensorProto.FLOAT, shape)],
        [helper.make_tensor(name, kind, dims, values) for name, (kind, dims, values) in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    checker.check_model(model)
    return model


def for_piper(folder: Path) -> None:
    """`piper.onnx` with its configuration; Mandarin by piper's own phonemes of espeak-ng."""
    inputs: Inputs = {
        "input": (TensorProto.INT64, [1, "n"]),
        "input_lengths": (TensorProto.INT64, [1]),
        "scales": (TensorProto.FLOAT, [3]),
    }
    save(hum("input", inputs, [1, 1, 1, "t"], "output"), folder / "piper.onnx")
    about = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "cmn"},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    (folder / "piper.onnx.json").write_text(json.dumps(about), encoding="utf-8")


def for_sherpa(folder: Path) -> None:
    """A VITS of characters: `model.onnx`, `tokens.txt`, `lexicon.txt`."""
    inputs: Inputs = {
        "x": (TensorProto.INT64, [1, "n"]),
        "x_length": (TensorProto.INT64, [1]),
        "noise_scale": (TensorProto.FLOAT, [1]),
        "length_scale": (TensorProto.FLOAT, [1]),
        "noise_scale_w": (TensorProto.FLOAT, [1]),
    }
    model = hum("x", inputs, [1, 1, "t"], "y")
    about = {
        "model_type": "vits",
        "comment": "hum",
        "language": "Chinese",
        "n_speakers": "0",
        "sample_rate": str(RATE),
        "add_blank": "0",
        "punctuation": "， 。",
    }
    helper.set_model_props(model, about)
    save(model, folder / "model.onnx")
    tokens = ["sil", "eos", *WORDS]
    (folder / "tokens.txt").write_text(
        "".join(f"{token} {number}\n" for number, token in enumerate(tokens)), encoding="utf-8"
    )
    (folder / "lexicon.txt").write_text("".join(f"{word} {word}\n" for word in WORDS), encoding="utf-8")


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    for_piper(where)
    for_sherpa(where)
