"""Answers of the service with the headers that say what they stand on."""

from fastapi import Request, Response

from pledge_shared.web.conditional import document_response

from ..services.asking import Answer
from ..services.progress import Standing

__all__ = ["scored_response"]


def scored_response(request: Request, answer: Answer, standing: Standing) -> Response:
    """Return an answer's bytes, or 304, with its version, sequence, position and lag."""
    headers = {
        "Pledge-Sequence": str(answer.sequence),
        "Pledge-Position": str(standing.position),
        "Pledge-Lag": str(standing.lag),
    }
    if answer.version is not None:
        headers["Pledge-Version"] = str(answer.version)
    return document_response(request, answer.body, answer.etag, headers)
