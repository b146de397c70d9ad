"""Turns what the gateway's services return into HTTP answers."""

from fastapi import Request
from starlette.responses import Response

from pledge_shared.web.conditional import document_response

from ..services.joining import Joined
from ..services.parts import Reply

__all__ = ["aggregate_response", "reply_response"]


def aggregate_response(request: Request, answer: Joined | Reply) -> Response:
    """Answer with joined bytes, with 304 when the client has them, or with a refusal."""
    if isinstance(answer, Reply):
        return reply_response(answer)
    headers = {"Pledge-Sequence": str(answer.sequence)} if answer.sequence else {}
    if answer.etag is not None:
        return document_response(request, answer.body, answer.etag, headers)
    headers |= {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(answer.body, headers=headers, media_type="application/json")


def reply_response(reply: Reply) -> Response:
    """Hand a service's answer on."""
    return Response(reply.body, reply.status, dict(reply.headers))
