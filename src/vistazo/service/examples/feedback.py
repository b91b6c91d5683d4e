"""Examples of history, corrections, learning and versions."""

from __future__ import annotations

from typing import Any

from vistazo.service.examples.recognition import PICTURE

MODEL = "digits@0123456789ab"
NEXT_MODEL = "digits@ba9876543210"
IMAGE = "0f4636c78f65d3639ece5a064b5ae753e3408614a14fb18ab4d7540d2c248543"
PREDICTION_ID = "5b0c2f0e8c5f4e0d9a2f7f1f3c1d2e4a"
CORRECTION_ID = "8d6a1c9b7f3e42d1b0a95e8c7d6f5a43"
JOB_ID = "c3f1a2b4d5e6479880a1b2c3d4e5f607"
_TIME = "2026-11-21T12:00:00.250000Z"
_LATER = "2026-11-21T12:00:00.900000Z"

DECISION: dict[str, Any] = {
    "approved": True,
    "summary": "Nothing got worse, and the correction is right now.",
    "checks": [
        {
            "name": "golden",
            "passed": True,
            "message": "Of 1000 golden answers 99.10% are right, as before.",
            "values": {"before": 0.991, "after": 0.991, "p": 1.0},
        }
    ],
}
JOB: dict[str, Any] = {
    "id": JOB_ID,
    "kind": "refit",
    "recognizer": "digits",
    "profile": "",
    "state": "done",
    "progress": {"stage": "promoted"},
    "result": {
        "model": NEXT_MODEL,
        "number": 2,
        "approved": True,
        "promoted": True,
        "decision": DECISION,
        "seconds": {"refit": 0.41, "judge": 0.12, "total": 0.58},
        "samples": 1,
        "held": "",
        "loss": 0.0132,
    },
    "error": "",
    "attempts": 1,
    "created_at": _TIME,
    "started_at": _TIME,
    "finished_at": _LATER,
}
QUEUED_JOB: dict[str, Any] = {
    **JOB,
    "state": "queued",
    "progress": None,
    "result": None,
    "attempts": 0,
    "started_at": None,
    "finished_at": None,
}
CORRECTION: dict[str, Any] = {
    "id": CORRECTION_ID,
    "created_at": _TIME,
    "recognizer": "digits",
    "image": IMAGE,
    "labels": ["1"],
    "kind": "corrected",
    "profile": "",
    "author": "Ana",
    "source": "draw",
    "prediction": PREDICTION_ID,
    "predicted": ["7"],
    "model": MODEL,
    "superseded_at": None,
    "withdrawn_at": None,
    "withdrawn_by": "",
    "conflict": False,
    "fixed_since": 2,
}
NEW_CORRECTIONS: dict[str, Any] = {
    "picture": {
        "value": {"recognizer": "digits", "labels": ["7"], "author": "Ana", **PICTURE},
    },
    "idempotent": {
        "value": {"id": CORRECTION_ID, "recognizer": "digits", "labels": ["7"], **PICTURE},
    },
}
CORRECTION_ANSWER: dict[str, Any] = {"correction": CORRECTION, "job": QUEUED_JOB}
CORRECTION_PAGE: dict[str, Any] = {"total": 1, "corrections": [CORRECTION]}
RECORDED: dict[str, Any] = {
    "id": PREDICTION_ID,
    "created_at": _TIME,
    "recognizer": "digits",
    "model": MODEL,
    "version": 1,
    "profile": "",
    "image": IMAGE,
    "label": "7",
    "labels": ["7"],
    "confidence": 0.7314,
    "verdict": "unsure",
    "novelty": 0.12,
    "top": [{"label": "7", "probability": 0.7314}, {"label": "1", "probability": 0.25}],
    "source": "draw",
    "filename": "",
    "correction": CORRECTION,
}
PREDICTION_PAGE: dict[str, Any] = {"total": 1, "predictions": [RECORDED]}
DELETIONS: dict[str, Any] = {
    "some": {"value": {"ids": [PREDICTION_ID]}},
    "filtered": {"value": {"filter": {"recognizer": "digits", "max_confidence": 0.5}}},
    "all": {"value": {"filter": {}}},
}
DELETED: dict[str, Any] = {"deleted": 1, "ids": [PREDICTION_ID]}
RESTORATIONS: dict[str, Any] = {"some": {"value": {"ids": [PREDICTION_ID]}}}
WITHDRAWALS: dict[str, Any] = {
    "author and time": {
        "value": {"author": "nobody", "since": "2026-11-21T00:00:00Z", "by": "Ana"},
    },
    "some": {"value": {"ids": [CORRECTION_ID], "by": "Ana"}},
}
WITHDRAWN: dict[str, Any] = {"withdrawn": 1, "ids": [CORRECTION_ID], "job": QUEUED_JOB}
CORRECTION_RESTORATIONS: dict[str, Any] = {"some": {"value": {"ids": [CORRECTION_ID]}}}
PROMOTION: dict[str, Any] = {
    "action": "promote",
    "model": NEXT_MODEL,
    "number": 2,
    "previous": MODEL,
    "author": "",
    "reason": "The gate agreed.",
    "override": False,
    "created_at": _LATER,
    "profile": "",
}
_VERSION: dict[str, Any] = {
    "model": NEXT_MODEL,
    "number": 2,
    "created_at": _LATER,
    "kind": "refit",
    "profile": "",
    "parent": MODEL,
    "author": "",
    "corrections": 1,
    "decision": DECISION,
    "live": True,
    "size": 1_200_000,
}
_FIRST_VERSION: dict[str, Any] = {
    **_VERSION,
    "model": MODEL,
    "number": 1,
    "created_at": _TIME,
    "kind": "shipped",
    "parent": None,
    "corrections": 0,
    "decision": None,
    "live": False,
}
VERSIONS: dict[str, Any] = {
    "champion": NEXT_MODEL,
    "mode": "automatic",
    "versions": [_VERSION, _FIRST_VERSION],
    "log": [PROMOTION],
}
PROMOTIONS: dict[str, Any] = {
    "approved": {"value": {"version": "v2", "author": "Ana"}},
    "against the gate": {
        "value": {"version": "v2", "override": True, "reason": "Only I write here."},
    },
}
ROLLBACKS: dict[str, Any] = {
    "one step": {"value": {"author": "Ana", "reason": "Reads my sevens worse."}},
    "further": {"value": {"to": "v1"}},
}
PROMOTION_ANSWER: dict[str, Any] = {"promotion": PROMOTION, "model": NEXT_MODEL}
DIFF: dict[str, Any] = {
    "a": MODEL,
    "b": NEXT_MODEL,
    "golden": {
        "samples": 1000,
        "accuracy_a": 0.991,
        "accuracy_b": 0.991,
        "both": 990,
        "only_a": 1,
        "only_b": 1,
        "neither": 8,
        "p": 1.0,
    },
    "corrections": [
        {
            "id": CORRECTION_ID,
            "image": IMAGE,
            "labels": ["1"],
            "right_a": False,
            "right_b": True,
        }
    ],
}
MODES: dict[str, Any] = {"manual": {"value": {"mode": "manual"}}}
MODE: dict[str, Any] = {"mode": "manual"}
RETRAININGS: dict[str, Any] = {
    "refit": {"value": {}},
    "deep": {"value": {"deep": True, "epochs": 5}},
}
JOB_ANSWER: dict[str, Any] = {"job": QUEUED_JOB}
JOBS: dict[str, Any] = {"jobs": [JOB]}
NEW_PROFILES: dict[str, Any] = {
    "open": {"value": {"name": "ana"}},
    "with a token": {"value": {"name": "bruno", "token": True}},
}
PROFILE_ANSWER: dict[str, Any] = {"name": "ana", "token": None}
PROFILES: dict[str, Any] = {
    "profiles": [
        {
            "name": "ana",
            "created_at": _TIME,
            "protected": False,
            "corrections": 12,
            "predictions": 40,
            "models": {"digits": NEXT_MODEL},
        }
    ]
}
DELETED_PROFILE: dict[str, Any] = {
    "name": "ana",
    "corrections": 12,
    "predictions": 40,
    "versions": 3,
}
SAVE_CORRECTIONS: dict[str, Any] = {
    "one": {"value": {"filename": "dog.jpg", "corrected_labels": ["dog", "person"]}}
}
SAVED_CORRECTIONS: dict[str, Any] = {
    "success": True,
    "total": 1,
    "corrections": [
        {"filename": "dog.jpg", "corrected_labels": ["dog", "person"], "timestamp": _TIME}
    ],
}
RETRAIN_AND_WAIT: dict[str, Any] = {"five passes": {"value": {"epochs": 5}}}
RETRAINED: dict[str, Any] = {
    "success": True,
    "samples": 1,
    "final_loss": 0.0132,
    "model": NEXT_MODEL,
    "promoted": True,
    "decision": DECISION,
}
