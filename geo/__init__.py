"""Compute the security plan of a village election: risk, reach, coverage, strength and gaps.

Frames in, frames out; no screen, no network. The way in is three names: `geo.operation.load`,
`geo.scenario.Scenario` and `geo.evaluate.evaluate`.
"""
