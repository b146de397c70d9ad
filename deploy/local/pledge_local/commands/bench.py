"""``./pledge bench``: what the product costs, measured on this machine beside what it could cost.

Absolute times say little on a shared machine; ratios within one run do.
"""

import json
from typing import Annotated

import typer

from ..bench.importing import ImportFigures, measure_import
from ..bench.nation import NATION
from ..bench.putting import PutFigures, Size, measure_put
from ..bench.registry import benched_registry
from ..bench.rescoring import Incremental, ScoreFigures, measure_score
from ..bench.storage import CHANGES, show_storage
from ..console import output

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


@app.command("import")
def bench_import(
    *,
    scale: Annotated[
        float, typer.Option(min=0.004, max=1, help="Fraction of the 243 governments.")
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Import the national data set twice, beside bare COPY of the same rows."""
    with benched_registry() as registry:
        figures = measure_import(registry, NATION.scaled(scale))
    output.print(json.dumps(figures.as_json()) if as_json else _import_report(figures))


def _import_report(found: ImportFigures) -> str:
    first, again, sent = found.first_seconds, found.again_seconds, found.sent_seconds
    return f"""{found.rows:,} rows in fact tables, from {found.bytes / 2**20:.0f} MiB of NDJSON
  bare COPY       {found.copy_seconds:8.1f} s
  import          {first:8.1f} s   {found.first_ratio:.2f} of COPY; received after {sent:.1f} s
  the same again  {again:8.1f} s   {found.again_ratio:.2f} of COPY; {found.again_wrote} rows written
  memory          {found.peak_mib:8.0f} MiB at most, the second time {found.again_peak_mib:.0f}
                  {found.idle_mib:8.0f} MiB before
  notices         {found.notices:8}
  feed            {found.events_seconds:8.1f} s   for {found.events:,} events
  load            {found.load:8.1f}   of the machine"""


@app.command("put")
def bench_put(
    *,
    puts: Annotated[int, typer.Option(min=20, help="Requests of each size.")] = 1_000,
    as_json: AsJson = False,
) -> None:
    """Report an actual over HTTP, beside the SQL statements of the request sent alone."""
    for size in (Size(4, 5), Size(200, 20), Size(200, 20, projects=4)):
        found = measure_put(size, puts)
        output.print(
            json.dumps(found.as_json()) if as_json else _put_report(size, found), soft_wrap=True
        )


def _put_report(size: Size, found: PutFigures) -> str:
    projects = "the same project" if size.projects == 1 else f"{size.projects} projects in turn"
    return (
        f"{size.indicators} indicators x {size.periods} periods, {projects}, "
        f"{found.puts} requests: "
        f"median {found.put_median:.1f} ms, p99 {found.put_p99:.1f} ms; "
        f"their {found.statements} statements alone: median {found.bare_median:.1f} ms, "
        f"p99 {found.bare_p99:.1f} ms; p99 {found.ratio:.2f} x"
    )


@app.command("storage")
def bench_storage(
    *, changes: Annotated[int, typer.Option(min=1, help="Changes of an actual.")] = CHANGES
) -> None:
    """Measure by how much the registry's database grows with each change."""
    show_storage(changes)


@app.command("score")
def bench_score(
    *,
    scale: Annotated[
        float, typer.Option(min=0.004, max=1, help="Fraction of the 243 governments.")
    ] = 1.0,
    times: Annotated[int, typer.Option(min=1, help="How often the whole is scored again.")] = 3,
    changes: Annotated[int, typer.Option(min=20, help="Changes of an actual, twice.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Score the national data set again, and after a change, beside handing out its rows."""
    figures = measure_score(NATION.scaled(scale), times=times, changes=changes)
    output.print(json.dumps(figures.as_json()) if as_json else _score_report(figures))


def _score_report(found: ScoreFigures) -> str:
    same, rewritten, oracle = found.same_seconds, found.rewritten_seconds, found.compared
    by_rounded = oracle.wrong_by_rounded_float
    return f"""{oracle.projects:,} projects of {found.plans} plans
  handing out the rows   {found.rows_seconds:8.2f} s
  bare rates by Decimal  {found.decimal_seconds:8.2f} s   a loop in Python
  bare rates by SQL      {found.sql_seconds:8.2f} s
  reading those bytes    {found.memory_seconds:8.3f} s   from memory, one core
  again, nothing changed {same:8.2f} s   {found.same_ratio:.1f} x handing out, {_beside(found)}
  again, all rewritten   {rewritten:8.2f} s   {found.rewritten_ratio:.1f} x handing out
  memory                 {found.peak_mib:8.0f} MiB at most, {found.idle_mib:.0f} before
  differing from plain fractions  {oracle.differing:,} of {oracle.projects:,}
  printed wrong by floats         {oracle.wrong_by_float:,}; rounded at every level {by_rounded:,}
  one changed actual
    {_incremental_report(found.tenth)}
    {_incremental_report(found.whole)}
    p99 {found.growth:.2f} x at {found.whole.projects / found.tenth.projects:.0f} x the rows
  load                   {found.load:8.1f}   of the machine"""


def _beside(found: ScoreFigures) -> str:
    """Set a national re-score beside the bare rates by other means."""
    same = found.same_seconds
    by_decimal, by_sql = same / found.decimal_seconds, same / found.sql_seconds
    reading = same / found.memory_seconds
    return f"{by_decimal:.2f} x Decimal, {by_sql:.2f} x SQL, {reading:,.0f} x memory"


def _incremental_report(found: Incremental) -> str:
    return (
        f"of {found.projects:>6,} projects: median {found.median:.1f} ms, p99 {found.p99:.1f} ms, "
        f"in its transaction p99 {found.transaction_p99:.1f} ms"
    )
