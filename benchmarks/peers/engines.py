"""Whether another way to run a bundle's network would be faster on this processor.

    python3 engines.py --bundle DIR [--batch 192] [--threads 2] [--rounds 7] [--report FILE]

The same forward pass on the same images by PyTorch as it is, by a frozen TorchScript, with channels
last, in bfloat16, and by ONNX Runtime where Python finds one (Debian has none; PyPI's onnxruntime).
In turns; each rate is the median of its rounds, each ratio the median of the rounds' ratios to
PyTorch as it is. Differences are the largest of a logit. Needs torch and numpy (Debian:
python3-torch). Made for the lab's ResNets with batch normalisation folded.
"""

import argparse
import io
import json
import statistics
import time

import numpy as np
import torch

from network import load

SECONDS = 2.0


class Module(torch.nn.Module):
    """The peers' network as a module, for what takes modules only."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)


def onnx_session(module, example, threads):
    import onnxruntime

    file = io.BytesIO()
    torch.onnx.export(
        module, example, file, input_names=["x"], dynamic_axes={"x": {0: "n"}}, opset_version=13
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        file.getvalue(), options, providers=["CPUExecutionProvider"]
    )
    return lambda x: torch.from_numpy(session.run(None, {"x": x.numpy()})[0])


def ways(network, example, threads):
    module = Module(network).eval()
    found = {"eager": network}
    script = torch.jit.trace(module, example)
    script = torch.jit.optimize_for_inference(torch.jit.freeze(script.eval()))
    found["torchscript"] = script
    found["channelsLast"] = lambda x: network(x.contiguous(memory_format=torch.channels_last))
    found["bfloat16"] = half(network)
    try:
        found["onnxruntime"] = onnx_session(module, example, threads)
    except ImportError:
        print("no onnxruntime: left out")
    return found


def half(network):
    def run(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return network(x).float()

    return run


def rate(way, images):
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        way(images)
        count += len(images)
    return count / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bundle", required=True)
    parser.add_argument("--batch", type=int, default=192)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--report")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network, manifest = load(options.bundle)
    shape = manifest["preprocessing"]
    size = (options.batch, shape["channels"], shape["height"], shape["width"])
    images = torch.from_numpy(np.random.default_rng(7).random(size, dtype=np.float32))
    with torch.inference_mode():
        found = ways(network, images, options.threads)
        expected = network(images)
        differences = {
            name: float((way(images) - expected).abs().max()) for name, way in found.items()
        }
        rates = {name: [] for name in found}
        for _ in range(options.rounds):
            for name, way in found.items():
                rates[name].append(rate(way, images))
    report = {
        "benchmark": "engines",
        "bundle": manifest["name"],
        "torch": torch.__version__,
        "batch": options.batch,
        "threads": options.threads,
        "rounds": options.rounds,
        "forwardsPerSecond": {name: round(statistics.median(all)) for name, all in rates.items()},
        "overEager": {
            name: round(statistics.median(a / b for a, b in zip(all, rates["eager"])), 2)
            for name, all in rates.items()
        },
        "largestDifference": {name: float(f"{d:.1e}") for name, d in differences.items()},
    }
    text = json.dumps(report, indent=2)
    print(text)
    if options.report:
        with open(options.report, "w") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    main()
