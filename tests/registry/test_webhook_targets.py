"""Where webhooks may lead: no URL, name or answer of a resolver reaches a machine inside."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from typing import Any

import httpcore
import pytest
from typing_extensions import override

from pledge_registry.domain.targets import TargetError, is_public, read_target
from pledge_registry.services import outbound
from pledge_registry.services.outbound import Answered, Outbound
from pledge_shared.testing.raw_server import Talk, hang, listening, saying

PUBLIC = "93.184.216.34"
"""Of no machine that a test reaches: it is only ever given to a network that is not one."""

HOSTILE = [
    # other schemes and ports
    "http://hooks.example/",
    "ftp://hooks.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "HTTPS://127.0.0.1/",
    "//hooks.example/",
    "https:hooks.example",
    "https://hooks.example:8443/",
    "https://hooks.example:22/",
    "https://hooks.example:0443443/",
    # addresses in every spelling
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0177.0.0.1/",
    "https://0x7f.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0/",
    "https://127.0.0.1./",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://93.184.216.34/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[fe80::1%25eth0]/",
    "https://[64:ff9b::7f00:1]/",
    "https://\u2460\u2461\u2466.0.0.1/",
    "https://127\u30020\u30020\u30021/",
    # names that are none in public
    "https://localhost/",
    "https://localhost./",
    "https://hooks.example./",
    "https://.example/",
    "https://hooks..example/",
    "https://-hooks.example/",
    "https://hooks_1.example/",
    "https://\uacf5\uc57d.example/",
    f"https://{'a' * 64}.example/",
    # two readings
    "https://hooks.example@127.0.0.1/",
    "https://127.0.0.1:443@hooks.example/",
    "https://user:word@hooks.example/",
    "https://hooks.example\\@127.0.0.1/",
    "https://127.0.0.1#@hooks.example/",
    "https://hooks.example#/",
    "https://hooks.example:443:80/",
    "https://hooks.example /",
    "https://hooks.example/a b",
    "https://hooks.example/%zz",
    "https://hooks.example\r\nHost: 127.0.0.1/",
    "https://hooks.example\t/",
    "https://hooks%2eexample/",
    " https://hooks.example/",
    "https://",
    "",
]

INSIDE = [
    str(IPv4Address(0)), "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:93.184.216.34", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%lo", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_url_is_refused(url: str) -> None:
    with pytest.raises(TargetError):
        read_target(url, frozenset())


def test_a_public_name_is_taken() -> None:
    target = read_target("https://Hooks.example.kr/a/b?token=%EA%B0%80&x=1", frozenset())

    assert (target.host, target.port, target.listed) == ("hooks.example.kr", 443, False)
    assert target.path == "/a/b?token=%EA%B0%80&x=1"
    assert read_target("https://xn--3e0b707e.xn--3e0b707e:443", frozenset()).path == "/"


def test_a_listed_host_is_taken_with_its_port_only() -> None:
    listed = frozenset({"127.0.0.1:9000", "hooks:443"})

    assert read_target("http://127.0.0.1:9000/in", listed).listed
    assert read_target("https://hooks/in", listed).listed
    for url in ("http://127.0.0.1:9001/", "http://127.0.0.1/", "http://hooks/", "https://hook/"):
        with pytest.raises(TargetError):
            read_target(url, listed)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:2800:220:1::1", "2a00:1450::1"])
def test_an_address_outside_is_known(address: str) -> None:
    assert is_public(address)


class Network(httpcore.AsyncNetworkBackend):
    """Notes whereto it is asked to connect; answers as a receiver would, or connects really."""

    def __init__(self, answer: bytes | None = b"HTTP/1.1 204 No Content\r\n\r\n") -> None:
        self.asked: list[str] = []
        self.answer = answer
        self.names: list[str | None] = []
        self.wrote = b""

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        if self.answer is None:
            return await httpcore.AnyIOBackend().connect_tcp(host, port)
        return Stream(self, [self.answer])


class Stream(httpcore.AsyncMockStream):
    def __init__(self, network: Network, buffer: list[bytes]) -> None:
        super().__init__(buffer)
        self._network = network

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._network.wrote += buffer

    @override
    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        assert ssl_context.verify_mode is ssl.CERT_REQUIRED
        assert ssl_context.check_hostname
        self._network.names.append(server_hostname)
        return self


def resolving(*answers: Sequence[str]) -> outbound.Resolve:
    """Return a resolver that gives each answer once."""
    left = deque(answers)

    async def resolve(_: str, __: int) -> Sequence[str]:
        return left.popleft()

    return resolve


async def _send(out: Outbound, url: str) -> Answered:
    async with out.connected(url) as post:
        return await post(b"{}", {"webhook-id": "1"})


async def test_the_checked_address_is_the_one_connected_to_under_the_hosts_own_name() -> None:
    network = Network()
    out = Outbound(resolver=resolving([PUBLIC]), network=network)

    answered = await _send(out, "https://hooks.example/in?x=1")

    assert (answered.outcome, answered.status) == ("delivered", 204)
    assert (network.asked, network.names) == ([PUBLIC], ["hooks.example"])
    assert network.wrote.startswith(b"POST /in?x=1 HTTP/1.1\r\nHost: hooks.example\r\n")


async def test_a_name_that_changes_its_mind_is_followed_nowhere() -> None:
    network = Network()
    out = Outbound(resolver=resolving([PUBLIC], ["127.0.0.1"]), network=network)

    outcomes = [(await _send(out, "https://hooks.example/")).outcome for _ in range(2)]

    assert outcomes == ["delivered", "forbidden_address"]
    assert network.asked == [PUBLIC]


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_not_connected_to(address: str) -> None:
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        network = Network()
        answered = await _send(
            Outbound(resolver=resolving(addresses), network=network), "https://hooks.example/"
        )
        assert (answered.outcome, network.asked) == ("forbidden_address", [])


@asynccontextmanager
async def canary() -> AsyncIterator[tuple[int, list[object]]]:
    """Listen on loopback and count who comes."""
    seen: list[object] = []

    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], seen


async def test_no_hostile_url_is_connected_to() -> None:
    network = Network(answer=None)
    async with canary() as (port, seen):
        own = [f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{port}/", f"http://127.1:{port}/"]
        for url in (*HOSTILE, *own):
            answered = await _send(Outbound(network=network), url)
            assert answered.outcome == "forbidden_address", url
        for _ in range(3):  # the same canary is seen when the operator lists it
            await _send(Outbound([f"127.0.0.1:{port}"], network=network), own[0])
            await asyncio.sleep(0)

    assert len(seen) == 3
    assert network.asked == ["127.0.0.1"] * 3


async def test_a_redirect_is_a_failure_that_is_not_followed() -> None:
    async with canary() as (port, seen):
        words = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/\r\n\r\n"
        async with listening(saying(words.encode())) as url:
            answered = await _send(Outbound([url.removeprefix("http://")]), url)

    assert (answered.outcome, answered.status, seen) == ("refused", 302, [])


async def test_another_address_is_tried_when_the_first_does_not_answer() -> None:
    async with canary() as (dead, _):
        pass
    async with listening(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as url:
        port = int(url.rpartition(":")[2])
        out = Outbound([f"hooks:{port}"], resolver=resolving(["127.0.0.2", "127.0.0.1"]))
        assert (await _send(out, f"http://hooks:{port}/")).outcome == "delivered"
        out = Outbound([f"hooks:{dead}"], resolver=resolving(["127.0.0.1"]))
        assert (await _send(out, f"http://hooks:{dead}/")).outcome == "no_connection"


async def _endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 16_384)
        await writer.drain()


@pytest.mark.parametrize(
    ("talk", "outcome", "status"),
    [
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), "delivered", 200),
        (saying(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), "refused", 500),
        (saying(b"HTTP/1.1 199 Oh\r\n\r\nHTTP/1.1 404 No\r\n\r\n"), "refused", 404),
        (saying(b"hello\r\n\r\n"), "broken_answer", None),
        (saying(b""), "broken_answer", None),
        (hang, "timeout", None),
        (_endless, "delivered", 200),
    ],
    ids=["ok", "error", "informed", "no-http", "silence", "hangs", "endless"],
)
async def test_whatever_a_receiver_does_is_named(
    talk: Talk, outcome: str, status: int | None
) -> None:
    async with listening(talk) as url:
        answered = await _send(Outbound([url.removeprefix("http://")], seconds=0.5), url)

    assert (answered.outcome, answered.status) == (outcome, status)
    assert answered.milliseconds < 5_000


async def test_a_receiver_whose_tls_is_not_right_is_named() -> None:
    async def speaks_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speaks_plainly, "127.0.0.1", 0)
    async with server:
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert (await _send(Outbound([host]), f"https://{host}/")).outcome == "no_trust"


async def test_a_name_without_addresses_is_named() -> None:
    async def nobody(_: str, __: int) -> Sequence[str]:
        raise OSError

    for resolver in (nobody, resolving([])):
        answered = await _send(Outbound(resolver=resolver), "https://hooks.example/")
        assert answered.outcome == "no_address"
