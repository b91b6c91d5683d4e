"""The routes that FastAPI answers, one module for each kind of thing."""

from vistazo.service.routes import adapters, corrections, history, jobs, models, profiles, versions

ROUTERS = (
    models.router,
    history.router,
    corrections.router,
    versions.router,
    jobs.router,
    profiles.router,
    adapters.router,
)

__all__ = ["ROUTERS"]
