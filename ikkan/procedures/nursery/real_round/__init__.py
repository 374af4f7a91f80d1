"""Rounds that towns publish: made-up families whose applications by facility and age equal the published ones."""
