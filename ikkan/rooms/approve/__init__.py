"""決裁: walks a declared route; a return voids earlier approvals."""
