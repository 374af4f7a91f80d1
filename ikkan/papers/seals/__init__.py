"""Electronic seals of the town on its papers: keys, sealing, checking, and the printed code."""
