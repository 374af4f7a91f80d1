"""One package a procedure; none knows another."""
