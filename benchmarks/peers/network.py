"""The network of a bundle in PyTorch, for the peers that Lazaret is measured against."""

import json
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


def safetensors(path):
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


class ResNet:
    """Basic blocks with torchvision's names, batch normalisation folded, as in the bundle."""

    def __init__(self, manifest, weights):
        self.w = weights
        self.blocks = manifest["blocks"]
        self.mean, self.deviation = manifest["mean"], manifest["deviation"]

    def conv(self, x, name, stride, padding):
        return F.conv2d(x, self.w[name + ".weight"], self.w[name + ".bias"], stride, padding)

    def __call__(self, x):
        x = F.relu(self.conv((x - self.mean) / self.deviation, "conv1", 2, 1))
        for stage, count in enumerate(self.blocks):
            for block in range(count):
                name = f"layer{stage + 1}.{block}"
                stride = 2 if stage > 0 and block == 0 else 1
                y = F.relu(self.conv(x, name + ".conv1", stride, 1))
                y = self.conv(y, name + ".conv2", 1, 1)
                if name + ".downsample.0.weight" in self.w:
                    x = self.conv(x, name + ".downsample.0", stride, 0)
                x = F.relu(x + y)
        return F.linear(x.mean((2, 3)), self.w["fc.weight"], self.w["fc.bias"])


def load(bundle):
    """The network, and the manifest that it was read by."""
    manifest = json.loads((Path(bundle) / "bundle.json").read_text())
    backbone = manifest["backbone"]
    return ResNet(backbone, safetensors(Path(bundle) / backbone["weights"])), manifest
