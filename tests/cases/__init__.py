"""One case through the proxy over real sockets, through a file, and through the engine alone: all three agree."""
