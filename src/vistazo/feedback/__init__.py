"""What people were answered and what they said to it: predictions, corrections, profiles, jobs."""

from vistazo.feedback.correction import Correction, CorrectionFilter, NewCorrection
from vistazo.feedback.corrections import Corrections
from vistazo.feedback.export import Exported, export_corrections
from vistazo.feedback.job import Job
from vistazo.feedback.jobs import Jobs
from vistazo.feedback.page import Page
from vistazo.feedback.prediction import NewPrediction, PredictionFilter, PredictionRecord
from vistazo.feedback.predictions import Predictions
from vistazo.feedback.profiles import Deletion, Profile, Profiles
from vistazo.feedback.purge import Purged, purge

__all__ = [
    "Correction",
    "CorrectionFilter",
    "Corrections",
    "Deletion",
    "Exported",
    "Job",
    "Jobs",
    "NewCorrection",
    "NewPrediction",
    "Page",
    "PredictionFilter",
    "PredictionRecord",
    "Predictions",
    "Profile",
    "Profiles",
    "Purged",
    "export_corrections",
    "purge",
]
