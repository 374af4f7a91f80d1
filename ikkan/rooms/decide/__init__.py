"""判定: keeps what was decided, with every reason and the book's edition."""
