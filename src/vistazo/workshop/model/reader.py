"""The line reader's network: convolutions that end in two answers for every four columns."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from vistazo.workshop.data.lines import HEIGHT
from vistazo.workshop.model.line_preprocess import LinePreprocess
from vistazo.workshop.model.networks import Residual

STRIDE = 2
"""Columns of the normalised line for one step of the answer."""

LETTERS = tuple(chr(code) for code in range(32, 127))
"""The labels: space and the 94 printable characters, in ASCII order."""

BLANK = 0
"""The answer that stands for "no character ends here"; label i is answer 1 + i."""

_TRUNK_STRIDE = 4


class LineNetwork(nn.Module):
    """Seven convolutions down to one row, then dilated residual ones along the line.

    Every answer sees about 300 columns, so that letters are read with their neighbours. There is
    no recurrence: steps far from an edge do not depend on how wide a batch was padded.

    Args:
        width: Channels of the one row; the convolutions before have shares of it.
        depth: Residual blocks along the line.
        dropout: Share of the last row's values dropped while training.
    """

    def __init__(self, width: int = 224, depth: int = 4, dropout: float = 0.1) -> None:
        super().__init__()
        rows = HEIGHT // 8
        self.trunk = nn.Sequential(
            _block(1, 32, stride=2),
            _block(32, 64, stride=2),
            _block(64, 96),
            _block(96, 128, stride=(2, 1)),
            Residual(_block(128, 128)),
            _block(128, 192, stride=(2, 1)),
            _block(192, width, kernel=((rows + 1) // 2, 1), padding=(0, 0)),
        )
        self.line = nn.Sequential(
            *(
                Residual(
                    nn.Sequential(
                        _block(width, width, kernel=(1, 3), padding=(0, reach), dilation=(1, reach))
                    )
                )
                for reach in (1, 2, 4, 8, 1, 2)[:depth]
            )
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, (_TRUNK_STRIDE // STRIDE) * (len(LETTERS) + 1))

    def forward(self, seen: Tensor) -> Tensor:
        """Logits of every step.

        Args:
            seen: float32 (batch, HEIGHT, columns), a multiple of four columns, ink 1 on 0.

        Returns:
            float32 (batch, columns // STRIDE, 1 + labels).
        """
        maps = self.line(self.trunk(seen[:, None]))
        row = self.dropout(maps[:, :, 0].transpose(1, 2))
        answers: Tensor = self.head(row)
        return answers.reshape(answers.shape[0], -1, len(LETTERS) + 1)

    @property
    def parameter_count(self) -> int:
        """How many numbers training adjusts."""
        return sum(parameter.numel() for parameter in self.parameters())


def _block(
    before: int,
    after: int,
    *,
    kernel: int | tuple[int, int] = 3,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 1,
    dilation: int | tuple[int, int] = 1,
) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU."""
    convolution = nn.Conv2d(before, after, kernel, stride, padding, dilation, bias=False)
    return nn.Sequential(
        OrderedDict(
            convolution=convolution, normalisation=nn.BatchNorm2d(after), activation=nn.ReLU()
        )
    )


def greedy(answers: Tensor) -> list[str]:
    """The text of each line by its best answers alone: repeats merged, blanks left out.

    Args:
        answers: float32 (batch, steps, 1 + labels), logits or log probabilities.
    """
    best = answers.argmax(dim=2)
    fresh = torch.ones_like(best, dtype=torch.bool)
    fresh[:, 1:] = best[:, 1:] != best[:, :-1]
    kept = fresh & (best != BLANK)
    return [
        "".join(LETTERS[index - 1] for index in row[keep].tolist())
        for row, keep in zip(best, kept, strict=True)
    ]


class LineReader(nn.Module):
    """Preprocessing, network, temperature: what becomes the reader's file.

    Args:
        network: The trained line network.
        temperature: Divides the logits.
    """

    def __init__(self, network: LineNetwork, temperature: float = 1.0) -> None:
        super().__init__()
        self.preprocess = LinePreprocess()
        self.network = network
        self.temperature = temperature

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read a batch of pictures of one line each.

        Args:
            image: uint8 (batch, height, width), any size from 1×1 up.

        Returns:
            log_probability: float32 (batch, steps, 1 + labels), the blank first.
            position: float32 (batch, steps), x of the middle of each step, in pixels of `image`.
            seen: float32 (batch, HEIGHT, steps × STRIDE).
        """
        seen, line = self.preprocess(image)
        answers = torch.log_softmax(self.network(seen) / self.temperature, dim=2)
        steps = torch.arange(answers.shape[1], device=image.device).float()
        position = line.left[:, :, 0] + (steps[None] + 0.5) * (STRIDE * line.step[:, :, 0])
        return answers, position, seen
