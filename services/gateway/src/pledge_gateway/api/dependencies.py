"""What the application's lifespan opened, for routes."""

from typing import Annotated

from pledge_shared.web.parameters import from_state

from ..services.cards import CardReader
from ..services.dashboards import Dashboards
from ..services.projects import ProjectLists
from ..services.relay import Relay

__all__ = ["CardsDep", "DashboardsDep", "ProjectListsDep", "RelayDep"]


CardsDep = Annotated[CardReader, from_state("cards")]
ProjectListsDep = Annotated[ProjectLists, from_state("project_lists")]
DashboardsDep = Annotated[Dashboards, from_state("dashboards")]
RelayDep = Annotated[Relay, from_state("relay")]
