"""PGD in PyTorch, as the peer of Lazaret's own loop: same network, images, steps and threads.

    python3 pgd.py BUNDLE WORK THREADS EPSILON STEP

WORK holds images.f32 (N x channels x height x width intensities) and labels.txt. Says that it is
ready in one line of JSON; then answers each line "run STEPS" on stdin with the seconds of one run,
on the wall's clock and of the processor, and leaves its images in WORK/perturbed.f32. Needs torch
and numpy (Debian: python3-torch).
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from network import load


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
    network, manifest = load(bundle)
    shape = manifest["preprocessing"]
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
