"""A consumer of the feed in a process of its own, to be killed: ``feed_consumer.py URL WAY FILE``.

It applies each event once by its id and notes a little later how far it has come, each in a
transaction of a database of its own. An event that comes again is counted and has no effect.
"""

import json
import sqlite3
import sys
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote, urlsplit

SCHEMA = """
CREATE TABLE IF NOT EXISTS effects (place INTEGER PRIMARY KEY, id TEXT UNIQUE, event TEXT);
CREATE TABLE IF NOT EXISTS notes (cursor TEXT);
CREATE TABLE IF NOT EXISTS again (id TEXT);
"""


class Consumer:
    def __init__(self, url: str, file: str) -> None:
        self._host = urlsplit(url).netloc
        self._store = sqlite3.connect(file, isolation_level=None)
        self._store.executescript(SCHEMA)

    def _cursor(self) -> str | None:
        row = self._store.execute("SELECT max(rowid), cursor FROM notes").fetchone()
        return str(row[1]) if row[0] else None

    def _take(self, text: str) -> None:
        event = json.loads(text)
        values = (event["id"], json.dumps(event))
        made = self._store.execute(
            "INSERT INTO effects (id, event) VALUES (?, ?) ON CONFLICT DO NOTHING", values
        )
        if not made.rowcount:
            self._store.execute("INSERT INTO again VALUES (?)", values[:1])
        time.sleep(0.002)  # here a kill does harm, if anywhere
        self._store.execute("INSERT INTO notes VALUES (?)", values[:1])

    def _ask(self, path: str) -> HTTPResponse:
        connection = HTTPConnection(self._host, timeout=40)
        cursor = self._cursor()
        headers = {"Last-Event-ID": cursor} if cursor and "stream" in path else {}
        after = f"&after={quote(cursor)}" if cursor and "stream" not in path else ""
        connection.request("GET", path + after, headers=headers)
        return connection.getresponse()

    def poll(self, wait: int) -> None:
        for event in json.load(self._ask(f"/v1/events?limit=20&wait={wait}"))["items"]:
            self._take(json.dumps(event))

    def stream(self) -> None:
        for line in self._ask("/v1/events/stream"):
            if line.startswith(b"data: "):
                self._take(line.decode().removeprefix("data: "))


def main(url: str, way: str, file: str) -> None:
    consumer = Consumer(url, file)
    while True:
        try:
            if way == "stream":
                consumer.stream()
            else:
                consumer.poll(5 if way == "wait" else 0)
        except (OSError, HTTPException, KeyError, ValueError):
            time.sleep(0.05)  # the registry is being killed as well


if __name__ == "__main__":
    main(*sys.argv[1:])
