"""Muon for the convolutions, and an average of the weights."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised by five Newton-Schulz steps (Jordan et al. 2024).

    torch's own takes matrices alone; this one takes convolutions as matrices of their filters.

    Args:
        parameters: Weights of two or more dimensions.
        lr: Learning rate.
        momentum: Of the running mean of the gradients.
        weight_decay: Decoupled, times the learning rate.
        half: Whether to orthogonalise in bfloat16, which is enough and faster where it is fast.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        lr: float,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        *,
        half: bool = False,
    ) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self._kind = torch.bfloat16 if half else torch.float32

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Take one step."""
        assert closure is None, "Muon takes no closure"
        for group in self.param_groups:
            for parameter in group["params"]:
                gradient = parameter.grad
                if gradient is None:
                    continue
                state: dict[str, Any] = self.state[parameter]
                if not state:
                    state["mean"] = torch.zeros_like(gradient)
                state["mean"].lerp_(gradient, 1 - group["momentum"])
                ahead = gradient.lerp(state["mean"], group["momentum"])
                update = _orthogonal(ahead.reshape(len(ahead), -1), self._kind)
                scale = max(1.0, update.shape[0] / update.shape[1]) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update.reshape(parameter.shape), alpha=-group["lr"] * scale)


def _orthogonal(matrix: Tensor, kind: torch.dtype = torch.float32) -> Tensor:
    """The nearest matrix with singular values about 1, by a quintic iteration."""
    tall = matrix.shape[0] > matrix.shape[1]
    result: Tensor = matrix.T if tall else matrix
    result = (result / (result.norm() + 1e-7)).to(kind)
    for _ in range(5):
        square = result @ result.T
        result = 3.4445 * result + (-4.7750 * square + 2.0315 * square @ square) @ result
    return (result.T if tall else result).to(matrix.dtype)


def make_optimisers(
    network: nn.Module, lr: float, weight_decay: float, *, half: bool = False
) -> list[torch.optim.Optimizer]:
    """Muon for the hidden convolutions, AdamW for the first one, the head, biases and norms."""
    hidden = [weight for weight in network.parameters() if weight.ndim == 4 and weight.shape[1] > 1]
    known = {id(weight) for weight in hidden}
    others = [weight for weight in network.parameters() if id(weight) not in known]
    found: list[torch.optim.Optimizer] = [torch.optim.AdamW(others, lr=lr * 0.2, weight_decay=0.0)]
    if hidden:
        found.insert(0, Muon(hidden, lr=lr, weight_decay=weight_decay, half=half))
    return found


class WeightAverage:
    """Exponential moving average of a network's weights and statistics.

    Args:
        network: What to follow.
        decay: Share of the old average kept at every step; less during the first steps.
    """

    def __init__(self, network: nn.Module, decay: float = 0.997) -> None:
        self.network = copy.deepcopy(network).eval()
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take in the weights after a step."""
        share = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        self.steps += 1
        averages = list(self.network.state_dict().values())
        for average, now in zip(averages, network.state_dict().values(), strict=True):
            if average.is_floating_point():
                average.lerp_(now, share)
            else:
                average.copy_(now)

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"weights": self.network.state_dict(), "steps": self.steps}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.network.load_state_dict(state["weights"])
        self.steps = state["steps"]
