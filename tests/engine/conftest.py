"""Here so that the helpers beside it (figure.py) can be imported by the tests below."""
