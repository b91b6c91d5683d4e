"""Judging scores against labels, whoever made them: NumPy, and SciPy where it is needed."""

from vistazo.evaluation.many_report import LabelReport, ManyReport, evaluate_many
from vistazo.evaluation.report import ClassReport, Report, evaluate

__all__ = ["ClassReport", "LabelReport", "ManyReport", "Report", "evaluate", "evaluate_many"]
