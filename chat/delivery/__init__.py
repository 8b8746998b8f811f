"""How what is committed reaches the sockets of a process, and in which order."""
