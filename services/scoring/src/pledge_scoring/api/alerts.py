"""Alerts (알림): what somebody should look into, and the rules it was found by."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.alerts import (
    AlertName,
    AlertPage,
    AlertRulesDocument,
    AlertSeverity,
)
from pledge_shared.web.conditional import document_response
from pledge_shared.web.language import LanguageDep
from pledge_shared.web.parameters import Cursor, Limit, from_state
from pledge_shared.web.routing import router as strict_router

from ..services.alerts.listing import Alerts
from ..storage.alerts import AlertFilter

__all__ = ["router"]

router = strict_router("alerts")

AlertsDep = Annotated[Alerts, from_state("alerts")]
_CodeFilter = Annotated[str | None, Query(max_length=63)]


async def _wanted(
    plan: _CodeFilter = None,
    project: _CodeFilter = None,
    code: Annotated[AlertName | None, Query(description="of the alert")] = None,
    severity: AlertSeverity | None = None,
    organization: _CodeFilter = None,
) -> AlertFilter:
    return AlertFilter(
        plan=plan, project=project, code=code, severity=severity, organization=organization
    )


@router.get("/alerts", response_model=AlertPage, summary="Alerts that stand now (알림)")
async def list_alerts(
    request: Request,
    alerts: AlertsDep,
    wanted: Annotated[AlertFilter, Depends(_wanted)],
    limit: Limit,
    language: LanguageDep,
    cursor: Cursor = None,
) -> Response:
    page = await alerts.page(wanted, cursor=cursor, limit=limit, language=language)
    body = canonical_bytes(page)
    return document_response(request, body, f'"{digest_of(body)}"')


@router.get(
    "/alert-rules",
    response_model=AlertRulesDocument,
    summary="The edition of the rules in force, with the source of every threshold",
)
async def get_alert_rules(request: Request, alerts: AlertsDep) -> Response:
    edition = alerts.edition
    return document_response(request, edition.body, f'"{edition.digest}"')
