"""Judging scores against labels, whoever made them: NumPy, and SciPy where it is needed."""

from vistazo.evaluation.report import ClassReport, Report, evaluate

__all__ = ["ClassReport", "Report", "evaluate"]
