"""The package from Python: a pipeline, a target written in Python, and a mistake that is explained."""

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda, aws_sqs
from aws_cdk.assertions import Match, Template
from cdk_sluice import DataPipeline, FunctionTarget, ITarget, QueueSource, StreamSource, TargetConfig, TargetKind


@jsii.implements(ITarget)
class JobsTarget:
    """What a library of somebody else would offer."""

    def __init__(self, queue: aws_sqs.IQueue) -> None:
        self.queue = queue

    def bind(self, handler: aws_lambda.IFunction) -> TargetConfig:
        self.queue.grant_send_messages(handler)
        return TargetConfig(kind=TargetKind.QUEUE, queue_url=self.queue.queue_url, resource=self.queue)


def consumer(stack: cdk.Stack, name: str) -> aws_lambda.Function:
    return aws_lambda.Function(
        stack,
        name,
        runtime=aws_lambda.Runtime.PYTHON_3_12,
        handler="index.handler",
        code=aws_lambda.Code.from_inline("def handler(event, context): pass"),
    )


stack = cdk.Stack(cdk.App(), "Shop")
worker = FunctionTarget(consumer(stack, "Worker"))
jobs = aws_sqs.Queue(stack, "Jobs")
orders = DataPipeline(
    stack, "Orders", source=QueueSource(), target=worker, fallback=JobsTarget(jobs), alert_emails=["ops@example.com"]
)
DataPipeline(stack, "Clicks", source=StreamSource(), target=worker, alert_topic=orders.alerts.topic)

template = Template.from_stack(stack)
template.resource_count_is("AWS::Kinesis::Stream", 1)
template.resource_count_is("AWS::CloudWatch::Alarm", len(orders.monitor.alarms) * 2 - 1)
template.has_resource_properties("AWS::SSM::Parameter", {"Name": "/sluice/Shop-Orders"})
template.has_resource_properties("AWS::IAM::Policy", Match.object_like({"PolicyName": Match.string_like_regexp("OrdersHandler")}))

try:
    DataPipeline(stack, "Wrong", source=QueueSource(batch_size=0), target=worker)
    raise SystemExit("a batch of nothing was accepted")
except RuntimeError as error:
    assert "[SLUICE_BATCH_SIZE] Shop/Wrong/Source" in str(error), error

print(f"synthesized to {len(template.to_json()['Resources'])} resources")
