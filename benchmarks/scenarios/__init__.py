"""Measurements on whole scenarios."""
