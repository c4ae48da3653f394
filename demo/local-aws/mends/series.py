"""Reading metrics as series: the one place that turns stored points into values per period."""

from ministack.services import cloudwatch as CW

from . import metric_math
from .values import as_int

#: Points may arrive a little out of order.
_SLACK = 120.0


def points(namespace: str, name: str, dimensions: dict, start: float, end: float) -> list[dict]:
    """The points of exactly this metric (AWS: another set of dimensions is another metric) in [start, end)."""
    stored = CW._metrics.get((namespace, name, CW._dims_key(dimensions))) or []
    found = []
    for point in reversed(stored):
        if point["Timestamp"] < start - _SLACK:
            break
        if start <= point["Timestamp"] < end:
            found.append(point)
    return found


def values(metric: dict, stat: str, edges: list[float]) -> list:
    """Statistic of a metric in each period between neighbouring `edges`; None where it has no data."""
    dimensions = {d["Name"]: d["Value"] for d in metric.get("Dimensions") or []}
    found = points(metric["Namespace"], metric["MetricName"], dimensions, edges[0], edges[-1])
    out = []
    for low, high in zip(edges, edges[1:]):
        inside = [p for p in found if low <= p["Timestamp"] < high]
        out.append(CW._stat_value(CW._calc_stats(inside), stat, inside) if inside else None)
    return out


def query(queries: list[dict], edges: list[float]) -> dict[str, list]:
    """Values of every metric data query by id, expressions resolved in order of dependence."""
    named: dict[str, list] = {}
    for item in queries:
        if item.get("MetricStat"):
            stat = item["MetricStat"]
            named[item["Id"]] = values(stat["Metric"], stat.get("Stat", "Average"), edges)
    waiting = [item for item in queries if item.get("Expression")]
    while waiting:
        rest = []
        for item in waiting:
            try:
                named[item["Id"]] = metric_math.evaluate(item["Expression"], named, len(edges) - 1)
            except metric_math.UnknownId:
                rest.append(item)
        if len(rest) == len(waiting):
            raise metric_math.UnknownId(f"metric math {rest[0]['Expression']!r}: unknown id")
        waiting = rest
    return named


def period(queries: list[dict]) -> int:
    """The common period of metric data queries."""
    found = [as_int((q.get("MetricStat") or q).get("Period"), 0) for q in queries]
    return max(found, default=0) or 60
