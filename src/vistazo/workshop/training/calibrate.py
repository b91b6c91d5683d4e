"""What is fitted after training, on held-out pictures: temperature, novelty, thresholds."""

from __future__ import annotations

import numpy as np
import torch
from scipy.optimize import minimize
from torch import Tensor

from vistazo.evaluation.calibration import fit_temperature, sure_threshold
from vistazo.evaluation.novelty import fit_threshold
from vistazo.types import Float64Array
from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.recogniser import Calibration, novelty_features
from vistazo.workshop.training.loop import infer
from vistazo.workshop.training.material import Material

ACCEPTED = 0.99
"""Share of real held-out pictures whose novelty lies under the threshold."""

LEAST_SURE = 0.8
"""No answer below this confidence is called sure, however few the errors."""

_RIDGE = 1e-4


def calibrate(network: Network, material: Material) -> Calibration:
    """Fit temperature and novelty on the calibration part, plain and photographed pictures."""
    cpu = torch.device("cpu")
    seen, targets = material.calibration.flat()
    logits, embedding = infer(network, seen, cpu)
    temperature = fit_temperature(logits.numpy(), targets.numpy(), "brier")
    other_logits, other_embedding = infer(network, material.calibration_outliers, cpu)
    weight, bias = fit_novelty(
        novelty_features(embedding, logits), novelty_features(other_embedding, other_logits)
    )
    return Calibration(temperature, weight, bias)


def fit_verdicts(
    network: Network, material: Material, calibration: Calibration, precision: float
) -> tuple[float, float]:
    """The confidence from which an answer is sure, and the novelty above which it is unknown.

    Args:
        network: In evaluation mode.
        material: Its calibration part is used.
        calibration: Of the network.
        precision: Share of right answers among those called sure.
    """
    seen, targets = material.calibration.flat()
    logits, embedding = infer(network, seen, torch.device("cpu"))
    probability = torch.softmax(logits / calibration.temperature, dim=1)
    confidence, answer = probability.max(dim=1)
    threshold = sure_threshold(confidence.double().numpy(), (answer == targets).numpy(), precision)
    unlike = novelty_features(embedding, logits) @ calibration.novelty_weight
    novelty = torch.sigmoid(unlike + calibration.novelty_bias)
    return max(LEAST_SURE, threshold), fit_threshold(novelty.double().numpy(), ACCEPTED)


def fit_novelty(real: Tensor, outliers: Tensor, ridge: float = _RIDGE) -> tuple[Tensor, float]:
    """Logistic regression that tells outliers from real pictures; both sides weigh the same.

    Args:
        real: float32 (n, features).
        outliers: float32 (m, features).
        ridge: Strength of the pull of the weights, each in units of its feature, towards 0.

    Returns:
        Weight float32 (features,) and bias.
    """
    features = torch.cat((real, outliers)).double().numpy()
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    scaled = (features - middle) / spread
    sign = np.repeat([-1.0, 1.0], [len(real), len(outliers)])
    share = np.repeat([0.5 / len(real), 0.5 / len(outliers)], [len(real), len(outliers)])

    def loss(parameters: Float64Array) -> tuple[float, Float64Array]:
        weight, bias = parameters[:-1], parameters[-1]
        margin = sign * (scaled @ weight + bias)
        slope = -share * sign / (1.0 + np.exp(np.clip(margin, -60, 60)))
        value = share @ np.logaddexp(0.0, -margin) + ridge * (weight @ weight) / 2
        return float(value), np.append(slope @ scaled + ridge * weight, slope.sum())

    start = np.zeros(features.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weight = found[:-1] / spread
    return torch.from_numpy(weight).float(), float(found[-1] - weight @ middle)
