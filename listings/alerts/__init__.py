"""What is new comes to people.

What a listing's change may mean to whom stands in the book of changes, written in the transaction
of the change. `telling` turns untold lines into alerts, `mail` mails these. Both may run at any
time, twice, at once, and be killed half way: `soon` has them run in a web process as soon as
somebody has changed a place, and `send_alerts` for the rest.
"""
