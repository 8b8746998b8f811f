"""How committed changes reach the sockets of a process, in order."""
