"""Values as English prose writes them."""

from decimal import Decimal


def written(value: Decimal) -> str:
    """Return a value as English prose writes it: 432,000; 1.542 million; 122.4 billion."""
    for name, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"{_plain(value / size)} {name}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
