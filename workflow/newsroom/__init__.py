"""A newsroom on disk and everything that can be done with it. Prints nothing and knows no option."""
