"""Where a webhook may lead: a public name over https, or what the operator lists by host and port.

Two rules, and either suffices to keep a request inside from being made: what the URL may look like,
asked when it is stored, and which addresses its host may have, asked at each connection.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

__all__ = ["Target", "TargetError", "is_public", "read_target"]

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253})(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?)"
)
"""Nothing is left to parsers that may differ: no user, fragment, backslash, bracket or Unicode."""

_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
"""A name with a dot whose last label begins with a letter: every spelling of an IPv4 address,
127.1 and 0x7f.1 among them, ends in a label that does not."""

_PORTS = {"http": 80, "https": 443}

_REFUSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers' customers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own services, for its machines only
        "169.254.0.0/16",  # link-local, clouds' metadata among them
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays from IPv6
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments; tunnels that carry IPv4
        "2001:db8::/32",  # documentation
        "2002::/16",  # carries IPv4
        "3fff::/20",  # documentation
    )
)
_GLOBAL_IPV6 = ip_network("2000::/3")
"""All that is routed; IPv4 inside IPv6, loopback, link-local and private lie outside."""


class TargetError(ValueError):
    """A URL that no webhook may have; the message says what it should be."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send; ``listed`` by the operator, so that any address will do."""

    scheme: str
    host: str
    port: int
    path: str
    listed: bool


def read_target(url: str, listed: Iterable[str]) -> Target:
    """Read a webhook's URL.

    Parameters
    ----------
    listed
        Each ``host:port`` that may be internal, spelled like an address, and reached by http.

    Raises
    ------
    TargetError
        It does not have the one form that is taken.
    """
    match = _URL.fullmatch(url)
    if match is None:
        raise TargetError("Write https://, a host name in ASCII, a path; no user and no fragment.")
    scheme, host = match["scheme"], match["host"].lower()
    port = int(match["port"] or _PORTS[scheme])
    target = Target(scheme, host, port, match["path"] or "/", f"{host}:{port}" in listed)
    if not target.listed:
        _check_public(target)
    return target


def _check_public(target: Target) -> None:
    if target.scheme != "https":
        raise TargetError("Webhooks are sent by https only.")
    if target.port != _PORTS["https"]:
        raise TargetError("Webhooks are sent to port 443 only.")
    if _NAME.fullmatch(target.host) is None:
        raise TargetError("Name the host by its full public name, without a dot at its end.")


def is_public(address: str) -> bool:
    """Tell whether a numeric address is one of a machine in the public Internet."""
    found = ip_address(address)
    if found.version == _GLOBAL_IPV6.version and found not in _GLOBAL_IPV6:
        return False
    return not any(found in network for network in _REFUSED)
