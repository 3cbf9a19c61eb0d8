"""Batch: many operations under one scenario, on as many processes as there are; a province, one per polres."""
