"""Live updates of listings on open pages.

A transaction that changes what the public sees of a listing also writes an entry into the change
log (`models.change_log`), and an event then wakes every process. The `subscription_registry`
of a process reads the new entries, loads the state of their listings once, and sends it to the
sockets that watch them. Events may be lost, so it also reads the change log from time to time.
"""
