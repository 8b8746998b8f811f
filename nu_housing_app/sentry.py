"""Faults go to Sentry where SENTRY_DSN is set: where it broke, never what people wrote, asked for
or are called."""

from nu_housing_app import environment

KEPT = ("event_id", "timestamp", "level", "logger", "platform", "release", "transaction", "sdk")


def start(dsn: str):
    # Ten megabytes that only who uses it need carry.
    import sentry_sdk
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn,
            before_send=without_people,
            include_local_variables=False,
            max_breadcrumbs=0,
            max_request_body_size="never",
            send_client_reports=False,
            send_default_pii=False,
        )
    except BadDsn as error:
        environment.stop("SENTRY_DSN", f"can't be read ({error})")


def without_people(event: dict, hint=None) -> dict:
    """What is left of a report: the code's own words. An error's words may quote a row."""
    kept = {key: event[key] for key in KEPT if key in event}
    if "message" in event.get("logentry", {}):
        kept["logentry"] = {"message": event["logentry"]["message"]}
    if errors := event.get("exception", {}).get("values"):
        kept["exception"] = {"values": [_without_words(error) for error in errors]}
    return kept


def _without_words(error: dict) -> dict:
    return {key: error[key] for key in ("type", "module", "stacktrace") if key in error}
