"""The digits' committee in PyTorch: prints its loss after each of ten epochs."""

import math

import torch
from torch import nn

from committee import digits

CASES, HIDDEN, EPOCHS, BATCH, PEAK = 512, 32, 10, 32, 0.01
STEPS = EPOCHS * CASES // BATCH


def first_weights(n_in: int, n_out: int) -> torch.Tensor:
    """Spread like He's, with no chance in them: sqrt(2 / n_in) * sqrt(2) * sin(k**2)."""
    k = torch.arange(n_in * n_out, dtype=torch.float64).reshape(n_in, n_out)
    return math.sqrt(2 / n_in) * math.sqrt(2) * torch.sin(k**2)


def share_of_peak(step: int, warmup: int = STEPS // 10) -> float:
    """Rise along a line, then fall along half a cosine."""
    if step < warmup:
        return (step + 1) / warmup
    return (1 + math.cos(math.pi * (step - warmup) / (STEPS - warmup))) / 2


cases = digits()
x, y = torch.tensor(cases.x[:CASES]), torch.tensor(cases.y[:CASES])

network = nn.Sequential(nn.Linear(64, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10)).double()
with torch.no_grad():
    for layer in (network[0], network[2]):
        layer.weight.copy_(first_weights(layer.in_features, layer.out_features).T)
        layer.bias.zero_()

weights = [p for p in network.parameters() if p.ndim == 2]
biases = [p for p in network.parameters() if p.ndim == 1]
groups = [{"params": weights, "weight_decay": 0.01}, {"params": biases, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=PEAK)
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share_of_peak)

print("PyTorch", torch.__version__.partition("+")[0])
for epoch in range(EPOCHS):
    order = (389 * torch.arange(CASES) + 97 * epoch) % CASES
    for rows in order.split(BATCH):
        loss = nn.functional.cross_entropy(network(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        print(f"{nn.functional.cross_entropy(network(x), y).item():.15f}")
