"""What one would write without Lazaret: a consumer in Python that judges images with PyTorch.

    python3 consumer.py BUNDLE BOOTSTRAP INCOMING PASSED HELD VERDICTS BATCH

Reads images, decodes them with PIL, makes the bundle's views, runs the network on all of them,
BATCH images at a time, and sends each image on with its score; commits after every 32 images.
The score is the simplest that is worth anything: how far the predicted class falls under a view.
At least once, where Lazaret judges exactly once. Says that it is ready in one line of JSON, and
runs until it is killed. Needs torch, numpy, PIL and confluent_kafka (Debian: python3-torch
python3-pil python3-confluent-kafka).
"""

import io
import json
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from confluent_kafka import Consumer, Producer
from PIL import Image, ImageFilter

from network import load

TAKEN = 32
THRESHOLD = 0.5


def gaussian(level, image, sigma):
    side = math.exp(-1 / (2 * float(sigma) ** 2))
    line = torch.tensor([side, 1.0, side]) / (1 + 2 * side)
    window = torch.outer(line, line).reshape(1, 1, 3, 3)
    padded = F.pad(torch.from_numpy(level)[None, None], (1, 1, 1, 1), mode="reflect")
    return F.conv2d(padded, window)[0, 0].numpy()


def median(level, image, size):
    return intensities(image.filter(ImageFilter.MedianFilter(int(size))))


def jpeg(level, image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(quality))
    return intensities(Image.open(file))


def shift(level, image, right, down):
    return np.roll(level, (int(down), int(right)), (0, 1))


VIEWS = {"gaussian": gaussian, "median": median, "jpeg": jpeg, "shift": shift}


def intensities(image):
    return np.asarray(image, dtype=np.float32) / 255


def planes(encoded, shape, views):
    image = Image.open(io.BytesIO(encoded)).convert("L")
    size = (shape["width"], shape["height"])
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    level = intensities(image)
    made = [level]
    for view in views:
        name, *parameters = view.split("-")
        made.append(VIEWS[name](level, image, *parameters))
    return np.stack(made)


def judge(network, batch, shape, views):
    prepared = np.concatenate([planes(message.value(), shape, views) for message in batch])
    with torch.inference_mode():
        chances = torch.softmax(network(torch.from_numpy(prepared)[:, None]), 1)
    chances = chances.reshape(len(batch), 1 + len(views), -1)
    predicted = chances[:, 0].argmax(1)
    of_predicted = chances[torch.arange(len(batch)), :, predicted]
    return (of_predicted[:, :1] - of_predicted[:, 1:]).max(1).values.tolist()


def main(bundle, bootstrap, incoming, passed, held, verdicts, batch_size):
    batch_size = int(batch_size)
    network, manifest = load(bundle)
    shape, views = manifest["preprocessing"], manifest["views"]
    unknown = [view for view in views if view.split("-")[0] not in VIEWS]
    if shape["channels"] != 1 or manifest["backbone"]["architecture"] != "resnet" or unknown:
        known = ", ".join(VIEWS)
        sys.exit(f"this peer knows small ResNets on grey images, with the views {known} only")
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": incoming,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([incoming])
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 5, "acks": "all"})
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    while True:
        taken = [m for m in consumer.consume(TAKEN, 0.1) if not m.error()]
        if not taken:
            continue
        for start in range(0, len(taken), batch_size):
            batch = taken[start : start + batch_size]
            for message, score in zip(batch, judge(network, batch, shape, views)):
                topic = held if score > THRESHOLD else passed
                producer.produce(topic, message.value(), message.key(), headers=message.headers())
                source = {"partition": message.partition(), "offset": message.offset()}
                verdict = json.dumps({**source, "score": score})
                producer.produce(verdicts, verdict, message.key())
        producer.flush()
        consumer.commit(asynchronous=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
