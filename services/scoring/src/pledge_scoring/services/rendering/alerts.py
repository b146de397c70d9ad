"""Alerts and their events as documents; the words are made of stored values."""

from uuid import UUID

from pledge_shared.contracts.alerts import Alert, AlertEvent
from pledge_shared.contracts.scoring import Hint
from pledge_shared.feed import cursor_of

from ...storage.alert_feed import AlertEvent as StoredEvent
from ...storage.alerts import AlertRow
from ..wording import Language, sentence

__all__ = ["render_alert", "render_alert_event"]


def render_alert(alert: AlertRow, language: Language) -> Alert:
    """Show an alert that stands."""
    return Alert.model_validate(
        {
            "code": alert.code,
            "severity": alert.severity,
            "subject": alert.subject,
            "reported": None,
            "computed": alert.computed,
            "difference": alert.difference,
            "cause": None,
            "message": sentence(language, _words(alert), alert.values),
            "hints": [
                Hint(
                    code=hint["code"],
                    values=hint["values"],
                    text=sentence(language, f"hint.{hint['code']}", hint["values"]),
                )
                for hint in alert.hints
            ],
            "plan": alert.plan,
            "project": alert.project,
            "project_id": alert.project_id,
            "organization": alert.organization,
            "values": alert.values,
            "rules": alert.rules,
            "since": alert.since,
            "achievement": f"/v1/achievements/plans/{alert.plan}/projects/{alert.project}",
        }
    )


def _words(alert: AlertRow) -> str:
    """Return the code of an alert's sentence: some have another for each way of being found."""
    variant = alert.values.get("against") or ("never" if alert.values.get("last") == "" else None)
    return f"alert.{alert.code}.{variant}" if variant else f"alert.{alert.code}"


def render_alert_event(event: StoredEvent, epoch: UUID) -> AlertEvent:
    """Show the beginning or the end of an alert as a CloudEvent."""
    return AlertEvent.model_validate(
        {
            "id": cursor_of(epoch, event.sequence, event.ordinal),
            "source": "/scoring",
            "type": f"pledge.alert.{event.change}",
            "subject": f"plans/{event.plan}/projects/{event.project}",
            "time": event.at,
            "data": {
                "alert": event.code,
                "severity": event.severity,
                "subject": event.subject,
                "plan": event.plan,
                "code": event.project,
                "project_id": event.project_id,
                "rules": event.rules,
                "on": event.day,
                "values": event.values,
                "sequence": event.sequence,
            },
        }
    )
