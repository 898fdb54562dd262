"""Random lives of a case: the people who live them, what they do, what must hold."""
