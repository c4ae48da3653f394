"""S3 bucket properties of templates.

Restored: tags (without them `autoDeleteObjects` deletes nothing and destroy fails), encryption and lifecycle rules,
readable through the S3 API; a bucket policy's `aws:SecureTransport` deny does not apply (the endpoint is plain http).
Unlike AWS: lifecycle rules expire nothing; objects are stored unencrypted, a KMS key is only named.
"""

from xml.sax.saxutils import escape

from ministack.services import s3 as S3
from ministack.services.cloudformation import provisioners as P

from .patch import configure_after
from .values import as_bool


def _element(name: str, *content: str) -> str:
    return f"<{name}>{''.join(content)}</{name}>"


def _text(name: str, value) -> str:
    return _element(name, escape(str(value))) if value not in (None, "") else ""


def _kms_key(default: dict) -> str | None:
    """AWS falls back to the account's own key; the emulator has none and would refuse the CDK CLI's uploads."""
    return default.get("KMSMasterKeyID") or ("alias/aws/s3" if default.get("SSEAlgorithm") == "aws:kms" else None)


def _encryption_xml(config: dict) -> bytes:
    rules = []
    for rule in config.get("ServerSideEncryptionConfiguration") or []:
        default = rule.get("ServerSideEncryptionByDefault") or {}
        rules.append(
            _element(
                "Rule",
                _element(
                    "ApplyServerSideEncryptionByDefault",
                    _text("SSEAlgorithm", default.get("SSEAlgorithm")),
                    _text("KMSMasterKeyID", _kms_key(default)),
                ),
                _text("BucketKeyEnabled", str(as_bool(rule.get("BucketKeyEnabled") or False)).lower()),
            )
        )
    return _element("ServerSideEncryptionConfiguration", *rules).encode()


def _lifecycle_xml(config: dict) -> bytes:
    rules = []
    for rule in config.get("Rules") or []:
        tags = [
            _element("Tag", _text("Key", t["Key"]), _text("Value", t["Value"])) for t in rule.get("TagFilters") or []
        ]
        prefix = _text("Prefix", rule.get("Prefix"))
        both = prefix + "".join(tags)
        expiration = _text("Days", rule.get("ExpirationInDays")) + _text("Date", rule.get("ExpirationDate"))
        if as_bool(rule.get("ExpiredObjectDeleteMarker") or False):
            expiration += _text("ExpiredObjectDeleteMarker", "true")
        old = rule.get("NoncurrentVersionExpiration") or {}
        old_days = old.get("NoncurrentDays") or rule.get("NoncurrentVersionExpirationInDays")
        abort = (rule.get("AbortIncompleteMultipartUpload") or {}).get("DaysAfterInitiation")
        rules.append(
            _element(
                "Rule",
                _text("ID", rule.get("Id")),
                _text("Status", rule.get("Status", "Enabled")),
                _element("Filter", _element("And", both) if len(tags) + bool(prefix) > 1 else both),
                *(
                    _element(
                        "Transition",
                        _text("Days", t.get("TransitionInDays")),
                        _text("StorageClass", t.get("StorageClass")),
                    )
                    for t in rule.get("Transitions") or []
                ),
                _element("Expiration", expiration) if expiration else "",
                _element("NoncurrentVersionExpiration", _text("NoncurrentDays", old_days)) if old_days else "",
                _element("AbortIncompleteMultipartUpload", _text("DaysAfterInitiation", abort)) if abort else "",
            )
        )
    return _element("LifecycleConfiguration", *rules).encode()


def _configure(name: str, props: dict) -> None:
    S3._bucket_tags[name] = {t["Key"]: t["Value"] for t in props.get("Tags") or []}
    for key, to_xml, put, delete in (
        ("BucketEncryption", _encryption_xml, S3._put_bucket_encryption, S3._delete_bucket_encryption),
        ("LifecycleConfiguration", _lifecycle_xml, S3._put_bucket_lifecycle, S3._delete_bucket_lifecycle),
    ):
        if props.get(key):
            answer = put(name, to_xml(props[key]))
            if answer[0] >= 300:
                raise ValueError(f"{key} of bucket {name}: {answer!r}")
        else:
            delete(name)


def apply() -> None:
    configure_after(P, "AWS::S3::Bucket", _configure)
