"""Benchmarks: commands that measure, never tests. Compare the ratios of one run; machines are noisy."""
