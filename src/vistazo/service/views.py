"""From what storage keeps to the shapes that are answered."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache

from vistazo import feedback, registry
from vistazo.errors import NotFoundError
from vistazo.learning.diff import VersionDiff
from vistazo.registry import Registry
from vistazo.service import schemas


class Views:
    """Makes answers; remembers the numbers of versions, which never change."""

    def __init__(self, versions: Registry) -> None:
        self._versions = versions
        self._number = lru_cache(maxsize=4096)(self._find_number)

    def prediction(self, record: feedback.PredictionRecord) -> schemas.RecordedPrediction:
        """A recorded prediction."""
        return schemas.RecordedPrediction(
            id=record.id,
            created_at=record.created_at,
            recognizer=record.recognizer,
            model=record.model,
            version=self.number(record.recognizer, record.model),
            profile=record.profile,
            image=record.image,
            label=record.label,
            labels=list(record.labels),
            confidence=record.confidence,
            verdict=record.verdict,
            novelty=record.novelty,
            top=[schemas.LabelScore(**asdict(score)) for score in record.top],
            source=record.source,
            filename=record.filename,
            correction=None if record.correction is None else correction_view(record.correction),
        )

    def number(self, recognizer: str, model: str) -> int | None:
        """The number of a version, or None if it is not registered here any more."""
        try:
            return self._number(recognizer, model)
        except NotFoundError:
            return None

    def _find_number(self, recognizer: str, model: str) -> int:
        return self._versions.get(recognizer, model).number


def correction_view(kept: feedback.Correction) -> schemas.Correction:
    """A correction."""
    values = dict(vars(kept))
    values["prediction"] = values.pop("prediction_id")
    for name in ("labels", "predicted"):
        values[name] = None if values[name] is None else list(values[name])
    return schemas.Correction(**values)


def job_view(job: feedback.Job) -> schemas.Job:
    """A job."""
    return schemas.Job(
        id=job.id,
        kind=job.kind,
        recognizer=job.recognizer,
        profile=job.profile,
        state=job.state,
        progress=job.progress,
        result=None if job.result is None else schemas.JobResult.model_validate(job.result),
        error=job.error or "",
        attempts=job.attempts,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def version_view(
    version: registry.Version, versions: dict[str, registry.Version], *, live: bool
) -> schemas.Version:
    """A version; `versions` gives the one with a certain sha256."""
    parent = versions.get(version.parent or "")
    return schemas.Version(
        model=version.model,
        number=version.number,
        created_at=version.created_at,
        kind=version.kind,
        profile=version.profile,
        parent=None if parent is None else parent.model,
        author=version.author,
        corrections=version.corrections,
        decision=_decision(version),
        live=live,
        size=version.size,
    )


def promotion_view(
    line: registry.Promotion, versions: dict[str, registry.Version]
) -> schemas.Promotion:
    """A line of the log; `versions` gives the version with a certain sha256."""
    return schemas.Promotion(
        action=line.action,
        model=versions[line.version].model,
        number=versions[line.version].number,
        previous=versions[line.previous].model if line.previous in versions else None,
        author=line.author,
        reason=line.reason,
        override=line.override,
        created_at=line.created_at,
        profile=line.profile,
    )


def diff_view(diff: VersionDiff) -> schemas.VersionDiff:
    """Two versions side by side."""
    return schemas.VersionDiff.model_validate(asdict(diff))


def _decision(version: registry.Version) -> schemas.Decision | None:
    if version.decision is None:
        return None
    return schemas.Decision.model_validate(version.decision)
