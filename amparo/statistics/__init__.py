"""Counting that knows nothing of Django.

Which records are of the same person, and which counts may be shown.
"""
