"""Documents: bytes in, bytes out. Makes, reads and rebuilds papers; knows no database, web framework or procedure."""
