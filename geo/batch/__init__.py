"""Batch: many operations under one scenario, on as many processes as there are."""
