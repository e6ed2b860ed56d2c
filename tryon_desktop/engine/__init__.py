"""The engine: everything that needs neither a window nor threads of its own. Imports no Qt."""
