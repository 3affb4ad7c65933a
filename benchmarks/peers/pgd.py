"""PGD in PyTorch, as the peer of Lazaret's own loop: same network, images, steps and threads.

    python3 pgd.py BUNDLE WORK THREADS EPSILON STEP

WORK holds images.f32 (N x channels x height x width intensities) and labels.txt. Says that it is
ready in one line of JSON; then answers each line "run STEPS" on stdin with the seconds of one run,
on the wall's clock and of the processor, and leaves its images in WORK/perturbed.f32. Needs torch
and numpy (Debian: python3-torch).
"""

import json
import struct
import sys
import time
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


def pgd(network, images, labels, steps, epsilon, step):
    low, high = (images - epsilon).clamp(min=0), (images + epsilon).clamp(max=1)
    x = images
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        loss = F.cross_entropy(network(x), labels, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, x)
        with torch.no_grad():
            x = torch.max(torch.min(x + step * gradient.sign(), high), low)
    return x


def main(bundle, work, threads, epsilon, step):
    torch.set_num_threads(int(threads))
    manifest = json.loads((Path(bundle) / "bundle.json").read_text())
    section, shape = manifest["backbone"], manifest["preprocessing"]
    network = ResNet(section, safetensors(Path(bundle) / section["weights"]))
    images = torch.from_numpy(np.fromfile(Path(work) / "images.f32", dtype="<f4"))
    images = images.reshape(-1, shape["channels"], shape["height"], shape["width"])
    labels = torch.tensor([int(x) for x in (Path(work) / "labels.txt").read_text().split()])
    ready = {"torch": torch.__version__, "threads": torch.get_num_threads(), "images": len(images)}
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        if not line.startswith("run "):
            break
        steps = int(line.split()[1])
        start, cpu = time.perf_counter(), time.process_time()
        perturbed = pgd(network, images, labels, steps, float(epsilon), float(step))
        seconds = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}
        perturbed.numpy().astype("<f4").tofile(Path(work) / "perturbed.f32")
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
