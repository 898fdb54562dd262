"""Random lives of a case: the people who live them, what they remember, what they do, what must hold."""
