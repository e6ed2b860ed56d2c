"""Measures of how a worn garment looks: what leaks, spills over, covers face or hands, swims, lags and flickers."""
