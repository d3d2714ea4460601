"""Standby: where aircraft wait for casualties, and how probably a casualty is in surgery in time.

The probabilities are those of Larson's hypercube of busy and idle aircraft (`hypercube`), the sites are chosen by
`siting`.
"""
