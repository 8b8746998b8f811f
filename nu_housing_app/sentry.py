"""Reports errors to Sentry if SENTRY_DSN is set: where the code failed, never what people wrote or
searched for, nor their names."""

from typing import Any

from nu_housing_app import environment

KEPT = ("event_id", "timestamp", "level", "logger", "platform", "release", "transaction", "sdk")


def start(dsn: str) -> None:
    # Imported here because it takes ten megabytes.
    import sentry_sdk
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn,
            before_send=remove_personal_data,
            include_local_variables=False,
            max_breadcrumbs=0,
            max_request_body_size="never",
            send_client_reports=False,
            send_default_pii=False,
        )
    except BadDsn as error:
        environment.stop("SENTRY_DSN", f"can't be read ({error})")


def remove_personal_data(event: Any, hint: object = None) -> Any:
    """Keep what comes from the code alone. An error's message may quote a row."""
    kept = {key: event[key] for key in KEPT if key in event}
    if "message" in event.get("logentry", {}):
        kept["logentry"] = {"message": event["logentry"]["message"]}
    if errors := event.get("exception", {}).get("values"):
        kept["exception"] = {"values": [_without_message(error) for error in errors]}
    return kept


def _without_message(error: dict[str, Any]) -> dict[str, Any]:
    return {key: error[key] for key in ("type", "module", "stacktrace") if key in error}
