"""Answers of the service with the headers that say what they stand on."""

from fastapi import Request, Response

from pledge_shared.web.conditional import document_response

from ..services.asking import Answer
from ..services.progress import Standing

__all__ = ["scored_response", "simulated_response"]


def scored_response(request: Request, answer: Answer, standing: Standing) -> Response:
    """Return an answer's bytes, or 304, with its version, sequence, position and lag."""
    return document_response(request, answer.body, answer.etag, _headers(answer, standing))


def simulated_response(answer: Answer, standing: Standing) -> Response:
    """Return the bytes of an answer to a question that was posted; nobody keeps it."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    sent = {**headers, **_headers(answer, standing)}
    return Response(answer.body, headers=sent, media_type="application/json")


def _headers(answer: Answer, standing: Standing) -> dict[str, str]:
    headers = {
        "Pledge-Sequence": str(answer.sequence),
        "Pledge-Position": str(standing.position),
        "Pledge-Lag": str(standing.lag),
    }
    if answer.version is not None:
        headers["Pledge-Version"] = str(answer.version)
    return headers
