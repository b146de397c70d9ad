"""Conventions every answer keeps: HEAD, request ids, documented problems, types that are meant."""

from uuid import UUID

from pledge_shared.testing.registry_caller import RegistryCaller

BIGDATA = "/v1/plans/gb-7/projects/bigdata"


async def test_head_says_what_get_would(samples: RegistryCaller) -> None:
    whole = await samples.client.get(BIGDATA)

    head = await samples.client.head(BIGDATA)

    assert head.status_code == 200
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == str(len(whole.content))


async def test_head_of_a_stream_that_never_ends_is_refused(samples: RegistryCaller) -> None:
    answer = await samples.client.head("/v1/events/stream")

    assert answer.status_code == 405


async def test_a_request_id_is_kept_or_made(samples: RegistryCaller) -> None:
    for given in ("abcdefgh", "A1._-" * 12):
        answer = await samples.client.get("/v1/plans", headers={"X-Request-Id": given})
        assert answer.headers["x-request-id"] == given
    for wrong in ("short", "x" * 65, "with space", '{"injected":1}', "한글".encode()):
        headers = [(b"X-Request-Id", wrong if isinstance(wrong, bytes) else wrong.encode())]
        answer = await samples.client.get("/v1/plans", headers=headers)
        assert UUID(answer.headers["x-request-id"])


async def test_every_operation_documents_its_problems(samples: RegistryCaller) -> None:
    document = (await samples.get("/openapi.json")).json()

    assert document["openapi"] == "3.2.0"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation["responses"]["default"]["content"]
            assert content == {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }, (method, path)
            assert operation["summary"]
            assert "422" not in operation["responses"]


async def test_no_answer_is_sniffed(samples: RegistryCaller) -> None:
    for path in ("/v1/plans", "/v1/nothing", "/livez"):
        assert (await samples.get(path)).headers["x-content-type-options"] == "nosniff"
