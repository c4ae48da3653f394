"""Where a stream mapping sends the batches it gives up (`OnFailure`).

AWS: SQS and SNS get a pointer to the batch only, S3 also the whole event as a JSON string in `payload`, under
`aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`. Unlike AWS: no permission is checked.
"""

import json
import time
import uuid
from datetime import datetime, timezone

from ministack.services import s3 as S3
from ministack.services import sns as SNS
from ministack.services import sqs as SQ

from .events import log


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def discard(mapping: dict, records: list[dict], condition: str, invocations: int, result: dict | None) -> None:
    """Send what AWS sends for a discarded batch; without a destination the batch is just dropped."""
    destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    log.info("%s: %d records discarded: %s", mapping["FunctionName"], len(records), condition)
    if not destination:
        return
    shard = records[0]["eventID"].split(":")[0]
    message = {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": mapping["FunctionArn"],
            "condition": condition,
            "approximateInvokeCount": invocations,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": mapping.get("Qualifier") or "$LATEST",
            "functionError": "Unhandled" if (result or {}).get("error") else None,
        },
        "version": "1.0",
        "timestamp": _iso(time.time()),
        "KinesisBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": records[0]["kinesis"]["sequenceNumber"],
            "endSequenceNumber": records[-1]["kinesis"]["sequenceNumber"],
            "approximateArrivalOfFirstRecord": _iso(records[0]["kinesis"]["approximateArrivalTimestamp"]),
            "approximateArrivalOfLastRecord": _iso(records[-1]["kinesis"]["approximateArrivalTimestamp"]),
            "batchSize": len(records),
            "streamArn": mapping["EventSourceArn"],
        },
    }
    if ":s3:::" in destination:
        message["payload"] = json.dumps({"Records": records})
        now = datetime.now(timezone.utc)
        key = f"aws/lambda/{mapping['UUID']}/{shard}/{now:%Y/%m/%d}/{now:%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"
        bucket = destination.split(":::")[1].split("/")[0]
        status, _, answer = S3._put_object(bucket, key, json.dumps(message).encode(), {})
        if status >= 300:
            log.error("on-failure destination %s refused: %s %s", destination, status, answer)
    elif ":sqs:" in destination:
        queue = SQ._queue_by_arn(destination)
        if queue is None:
            log.error("on-failure destination %s does not exist", destination)
        else:
            SQ._act_send_message(
                {"MessageBody": json.dumps(message)}, queue.get("url") or SQ._queue_url(destination.split(":")[-1])
            )
    elif ":sns:" in destination:
        SNS._fanout(destination, str(uuid.uuid4()), json.dumps(message), "")
