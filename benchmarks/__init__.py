"""Measurements of speed and proof; none of them is a test."""
