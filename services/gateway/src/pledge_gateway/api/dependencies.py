"""What the application's lifespan opened, for routes."""

from typing import Annotated, Any

from fastapi import Depends, Request

from ..services.cards import CardReader
from ..services.dashboards import Dashboards
from ..services.projects import ProjectLists
from ..services.relay import Relay

__all__ = ["CardsDep", "DashboardsDep", "ProjectListsDep", "RelayDep"]


def _of_state(name: str) -> Any:
    def find(request: Request) -> Any:
        return getattr(request.state, name)

    return Depends(find)


CardsDep = Annotated[CardReader, _of_state("cards")]
ProjectListsDep = Annotated[ProjectLists, _of_state("project_lists")]
DashboardsDep = Annotated[Dashboards, _of_state("dashboards")]
RelayDep = Annotated[Relay, _of_state("relay")]
