"""A client and a mapping delete from one queue, and Python switches threads as often as it can; prints what came back.

Run by checks/sqs-mapping.ts; with `--stock` without the mend, to show that the race is there.
"""

import sys
import threading

sys.path.insert(0, "demo/local-aws")

from ministack.services import sqs as SQ  # noqa: E402

MESSAGES = 600


def main() -> None:
    if "--stock" not in sys.argv:
        from mends import sqs_queue

        sqs_queue.apply()
    url = SQ._HANDLERS["CreateQueue"]({"QueueName": "race"}, "")["QueueUrl"]
    for _ in range(MESSAGES):
        SQ._HANDLERS["SendMessage"]({"QueueUrl": url, "MessageBody": "x"}, url)
    received = [m for _ in range(MESSAGES // 10) for m in SQ._receive_messages_for_esm(url, 10)]
    handles = [message["receipt_handle"] for message in received]
    sys.setswitchinterval(1e-5)

    def delete_by_api() -> None:
        for handle in handles[::2]:
            SQ._HANDLERS["DeleteMessage"]({"QueueUrl": url, "ReceiptHandle": handle}, url)

    client = threading.Thread(target=delete_by_api)
    client.start()
    for handle in handles[1::2]:
        SQ._delete_messages_for_esm(url, {handle})
    client.join()
    print(len(SQ._queues[url]["messages"]))


main()
