"""Attack code of yours against the network of a bundle, in PyTorch.

    python3 examples/attack.py --bundle DIR --corpus DIR --out DIR [--code FILE] [--levels E]

Attacks the clean images of a corpus that the network reads correctly, and writes a corpus of them
and of their attacked files, encoded alike (docs/corpus-format.md). FILE is Python that defines

    def perturb(network, images, labels, epsilon): ...

images: N x channels x height x width intensities in [0, 1]; labels: N; network(images): N x classes
logits, differentiable; epsilon: E / 255. It returns what it makes of the images, which is cut down
to [0, 1] and rounded to 8 bits. Without FILE the attack is momentum iterative FGSM.

Needs torch, torchvision, numpy and Pillow (Debian: python3-torchvision).
"""

import argparse
import hashlib
import json
import runpy
import struct
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image
from torch import nn
from torch.nn import functional as F

BATCH = 32


def perturb(network, images, labels, epsilon, steps=20):
    """Momentum iterative FGSM (Dong et al., 2018)."""
    x, momentum = images, torch.zeros_like(images)
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        loss = F.cross_entropy(network(x), labels, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, x)
        momentum += gradient / gradient.abs().mean((1, 2, 3), keepdim=True).clamp(min=1e-12)
        x = x + epsilon / steps * momentum.sign()
        x = torch.max(torch.min(x, images + epsilon), images - epsilon).clamp(0, 1)
    return x.detach()


def safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


class Normalised(nn.Module):
    def __init__(self, net, mean, deviation):
        super().__init__()
        self.net = net
        self.mean, self.deviation = (
            torch.tensor(numbers, dtype=torch.float32).reshape(1, -1, 1, 1)
            for numbers in (mean, deviation)
        )

    def forward(self, x):
        return self.net((x - self.mean) / self.deviation)


def architecture(backbone):
    """torchvision's network, whose shapes follow the weights that it is given, and its last layer.

    Batch normalisation is in the weights already.
    """
    if backbone["architecture"] == "mobilenet_v2":
        multiplier = backbone.get("widthMultiplier", 1.0)
        net = torchvision.models.MobileNetV2(width_mult=multiplier, norm_layer=nn.Identity)
        return net, "classifier.1"
    resnet = torchvision.models.resnet
    block = resnet.Bottleneck if backbone.get("block") == "bottleneck" else resnet.BasicBlock
    stages = len(backbone["blocks"])
    net = resnet.ResNet(block, backbone["blocks"] + [1] * (4 - stages), norm_layer=nn.Identity)
    for stage in range(stages, 4):
        setattr(net, f"layer{stage + 1}", nn.Identity())
    if backbone["architecture"] == "resnet":
        net.conv1 = nn.Conv2d(3, 64, 3, stride=2, padding=1)
        net.maxpool = nn.Identity()
    return net, "fc"


def load(bundle):
    """The network of a bundle, and the bundle's manifest."""
    manifest = json.loads((bundle / "bundle.json").read_text())
    backbone = manifest["backbone"]
    file = bundle / backbone["weights"]
    if backbone["architecture"] == "torchscript":
        program = torch.jit.load(str(file)).eval()
        return (lambda x: program(x)[0]), manifest
    weights = safetensors(file)
    net, last = architecture(backbone)
    if "head.weight" in weights:  # linear, like what follows: one layer
        follows = weights[f"{last}.weight"]
        weights[f"{last}.weight"] = follows @ weights.pop("head.weight")
        weights[f"{last}.bias"] += follows @ weights.pop("head.bias")
    for name, values in weights.items():
        module, parameter = name.rsplit(".", 1)
        setattr(net.get_submodule(module), parameter, nn.Parameter(values, requires_grad=False))
    return Normalised(net.eval(), backbone["mean"], backbone["deviation"]), manifest


def pixels(file, channels):
    """Intensities in [0, 1], channels x height x width."""
    levels = np.array(Image.open(file).convert("L" if channels == 1 else "RGB"))
    return torch.from_numpy(levels.reshape(*levels.shape[:2], channels)).permute(2, 0, 1) / 255


def check(network, bundle, manifest):
    """Whether the network answers here as it did in the lab, on the bundle's golden images."""
    channels = manifest["preprocessing"]["channels"]
    golden = json.loads((bundle / manifest["golden"]).read_text())
    for image in golden["images"]:
        asked = torch.tensor(image["features"][0][: len(manifest["classes"])])
        with torch.no_grad():
            logits = network(pixels(bundle / image["file"], channels)[None])[0]
        if not torch.allclose(logits, asked, atol=10 * golden["featureTolerance"]):
            sys.exit(f"{bundle}: logits {logits.tolist()}, the lab says {asked.tolist()}")


class Corpus:
    """What is written: files, and the truth about each."""

    def __init__(self, directory, description):
        directory.mkdir(parents=True)
        (directory / "images").mkdir()
        self.directory, self.description, self.lines = directory, description, []

    def add(self, truth, image):
        levels = (image * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
        name = f"images/{len(self.lines)}.png"
        file = self.directory / name
        Image.fromarray(levels.squeeze(2) if levels.shape[2] == 1 else levels).save(file)
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        self.lines.append(truth | {"file": name, "sha256": sha256})

    def close(self):
        truth = "".join(json.dumps(line) + "\n" for line in self.lines)
        (self.directory / "truth.jsonl").write_text(truth)
        attacked = sum(line["attacked"] for line in self.lines)
        self.description["counts"] = {"images": len(self.lines), "attacked": attacked}
        (self.directory / "corpus.json").write_text(json.dumps(self.description, indent=2))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for option in ("--bundle", "--corpus", "--out"):
        parser.add_argument(option, type=Path, required=True, metavar="DIR")
    parser.add_argument("--code", type=Path, metavar="FILE", help="defines perturb")
    parser.add_argument("--levels", type=float, default=1, metavar="E", help="epsilon * 255")
    options = parser.parse_args()
    if not 0 < options.levels <= 255:
        parser.error("--levels must be more than 0, and 255 at most")
    attack, name = perturb, "MI-FGSM"
    if options.code:
        attack, name = runpy.run_path(str(options.code)).get("perturb"), options.code.stem
        if attack is None:
            parser.error(f"{options.code} defines no perturb")
    network, manifest = load(options.bundle)
    check(network, options.bundle, manifest)
    description = json.loads((options.corpus / "corpus.json").read_text())
    reads = {key: manifest["preprocessing"][key] for key in ("width", "height", "channels")}
    if reads != {key: description[key] for key in reads}:
        sys.exit(f"{options.corpus}: its images are not of the size that the network reads: {reads}")
    truths = map(json.loads, (options.corpus / "truth.jsonl").read_text().splitlines())
    clean = [each for each in truths if not each["attacked"] and "harmless" not in each]
    out = Corpus(options.out, description | {"contentType": "image/png"})
    tried = successes = 0
    largest = 0.0
    for start in range(0, len(clean), BATCH):
        batch = clean[start : start + BATCH]
        files = [options.corpus / each["file"] for each in batch]
        images = torch.stack([pixels(file, reads["channels"]) for file in files])
        labels = torch.tensor([each["label"] for each in batch])
        with torch.no_grad():
            right = network(images).argmax(1) == labels
        for truth, image in zip(batch, images):
            out.add(truth, image)
        if not right.any():
            continue
        files = attack(network, images[right], labels[right], options.levels / 255).detach()
        if files.shape != images[right].shape or not files.isfinite().all():
            sys.exit(f"{name}: perturb must return finite numbers, as many as it was given")
        files = (files.clamp(0, 1) * 255).round() / 255
        with torch.no_grad():
            misread = network(files).argmax(1) != labels[right]
        largest = max(largest, float((files - images[right]).abs().max()))
        tried, successes = tried + len(files), successes + int(misread.sum())
        attacked = [truth for truth, each in zip(batch, right) if each]
        for truth, file, success in zip(attacked, files, misread):
            truth = truth | {"attacked": True, "attack": name, "epsilon": options.levels / 255}
            truth["id"] += f"-{name}"
            out.add(truth | {"successful": bool(success)}, file)
    out.close()
    print(f"{successes} of {tried} files are misread; the largest change is {largest * 255:.0f} levels")


if __name__ == "__main__":
    try:
        main()
    except OSError as e:  # a file that is not there, an --out that is
        sys.exit(f"attack.py: {e}")
