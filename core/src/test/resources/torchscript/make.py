"""Makes the networks beside it: grey images of any size in, two classes and two taps out.

    python3 make.py        (made with PyTorch 1.13; a few kilobytes each)
"""

import torch
from torch import nn


class Grey(nn.Module):
    """A small network that gives its logits and the ends of its two layers."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 6, 3, stride=2, padding=1)
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        one = torch.relu(self.norm(self.first((x - 0.5) / 0.25)))
        two = torch.relu(self.second(one))
        return self.head(two.mean(dim=[2, 3])), one, two


class Tokens(nn.Module):
    """A tap of tokens, as transformers have them, and the vector before the logits."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(1, 5, 8, stride=8)
        self.mix = nn.Linear(5, 5)
        self.embed = nn.Linear(5, 3)
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        tokens = torch.tanh(self.patches(x)).flatten(2).transpose(1, 2)
        mixed = torch.tanh(self.mix(tokens))
        embedding = self.embed(mixed.mean(dim=1))
        return self.head(embedding), tokens, mixed, embedding


class Around(nn.Module):
    """Changes what a network gives."""

    def __init__(self, net, change):
        super().__init__()
        self.net, self.change = net, change

    def forward(self, x):
        return self.change(self.net, x)


class Files(nn.Module):
    def forward(self, x):
        y = torch.from_file("never", False, 1, dtype=torch.float32)
        return x.mean(dim=[2, 3]).repeat(1, 2) + y, x


class Dictionary(nn.Module):
    def forward(self, x):
        return {"logits": x.mean(dim=[2, 3]).repeat(1, 2), "tap": x}


class Number(nn.Module):
    def forward(self, x):
        return x.mean(dim=[2, 3]).repeat(1, 2), x, 3


def trace(module, name, training=False, images=2):
    module.train(training)
    x = torch.rand(images, 1, 32, 32)
    torch.jit.trace(module, x, check_trace=False).save(name + ".pt")


torch.manual_seed(1)
grey = Grey()
grey.train()
for _ in range(20):
    grey(torch.rand(16, 1, 32, 32))  # batch normalisation has something to remember
trace(grey, "grey")
trace(Tokens(), "tokens")
torch.jit.freeze(torch.jit.trace(grey.eval(), torch.rand(2, 1, 32, 32))).save("frozen.pt")
trace(grey, "in-training", training=True)
trace(Around(grey, lambda n, x: n(x)[0]), "logits-alone")
trace(Around(grey, lambda n, x: (torch.softmax(n(x)[0], 1), *n(x)[1:])), "probabilities")
trace(Around(grey, lambda n, x: (n(x)[0][:, :1], *n(x)[1:])), "one-logit")
trace(Around(grey, lambda n, x: tuple(y.detach() for y in n(x.detach()))), "no-gradient")
trace(Around(grey, lambda n, x: (n(torch.round(x * 255) / 255))), "rounded")
trace(Around(grey, lambda n, x: (n(x)[0], n(x)[1].reshape(2, 4, 16, 16))), "two-images-only")
trace(Around(grey, lambda n, x: (n(x)[0] / 0, n(x)[1])), "not-finite")
trace(Around(grey, lambda n, x: (n(x)[0].double(), n(x)[1])), "double")
torch.jit.script(Files()).save("files.pt")
torch.jit.script(Dictionary()).save("dictionary.pt")
torch.jit.script(Number()).save("number.pt")
torch.save(grey.state_dict(), "weights.pt")
