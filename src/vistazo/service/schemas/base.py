"""What every shape has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Something that the service answers."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Request(BaseModel):
    """Something that the service is told; a field that it does not know is refused."""

    model_config = ConfigDict(extra="forbid")
