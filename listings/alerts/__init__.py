"""Alerts: listings that newly match a saved search, and lower rents of saved listings.

The change log records, in the transaction of a change, what alerts need to know. `creation` turns
entries without alerts into alerts, with `matching`; `listings.notifications.alert_job` emails them.
Both may run at any time, twice, at once, and be killed half way: `immediate` runs them in a web
process as soon as somebody has changed a listing, and the command `send_alerts` does the rest.
"""
