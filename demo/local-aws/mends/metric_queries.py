"""GetMetricData.

Restored: expressions (see metric_math.py); a query without dimensions means the metric without dimensions; each metric
in its own period, expressions in the longest of all; newest value first unless `ScanBy` says otherwise. Unlike AWS: no
paging, no SEARCH, no labels with placeholders.
"""

import math
import time

from ministack.services import cloudwatch as CW

from . import series
from .metric_math import UnsupportedExpression
from .patch import wrap


def _edges(start: float, end: float, period: int) -> list[float]:
    """Edges of the whole periods from `start` to `end`, the latest 1,440 at most."""
    first = math.floor(max(start, end - 1440 * period) / period) * period
    return [first + i * period for i in range(max(1, math.ceil((end - first) / period)) + 1)]


def _get_metric_data(original):
    def wrapper(params, data, is_cbor, is_json=False):
        if not (is_cbor or is_json):
            return original(params, data, is_cbor, is_json)  # the form-encoded protocol of old SDKs, as it ships
        queries = data.get("MetricDataQueries") or []
        start, end = CW._parse_ts(data.get("StartTime")) or 0.0, CW._parse_ts(data.get("EndTime")) or time.time()
        newest_first = data.get("ScanBy") != "TimestampAscending"
        common = _edges(start, end, series.period(queries))
        results = []
        try:
            named = series.query(queries, common)
        except UnsupportedExpression as problem:
            return CW._error("ValidationError", str(problem), 400, use_json=is_json, use_cbor=is_cbor)
        for query in queries:
            if query.get("ReturnData") is False:
                continue
            edges, found = common, named[query["Id"]]
            if stat := query.get("MetricStat"):
                edges = _edges(start, end, series.period([query]))
                found = series.values(stat["Metric"], stat.get("Stat", "Average"), edges)
            pairs = [(t, v) for t, v in zip(edges, found) if v is not None]
            if newest_first:
                pairs.reverse()
            results.append(
                {
                    "Id": query["Id"],
                    "Label": query.get("Label") or query["Id"],
                    "Timestamps": [CW._ts_iso(t) for t, _ in pairs],
                    "Values": [float(v) for _, v in pairs],
                    "StatusCode": "Complete",
                }
            )
        if is_cbor:
            return CW._cbor_ok({"MetricDataResults": [CW._cbor_metric_data_result(r) for r in results]})
        return CW._json_ok({"MetricDataResults": results})

    return wrapper


def apply() -> None:
    wrap(CW, "_get_metric_data", _get_metric_data)
