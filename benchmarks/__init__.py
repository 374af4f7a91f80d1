"""Measure the house: `python -m benchmarks` runs every figure and writes benchmarks/results/."""
