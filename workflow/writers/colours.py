"""The office's colours: read, compared with the paper, and made lighter for dark screens."""

import colorsys
import re
from collections.abc import Mapping

ENOUGH = 4.5
"""Contrast that WCAG 2.2 asks of text."""
PAPER = {"light": "#ffffff", "dark": "#16181c"}
"""The background of pages in ``style.css``, where a theme does not change it."""

RGB = tuple[float, float, float]
"""Red, green and blue from 0 to 1."""


def rgb(colour: str) -> RGB:
    """Return a colour of ``site.colours``: ``#rgb``, ``#rrggbb``, ``rgb(…)`` or ``hsl(…)``."""
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return red, green, blue
    first, second, third = (int(number) for number in re.findall("[0-9]+", colour))
    if colour.startswith("hsl"):
        return colorsys.hls_to_rgb(first % 360 / 360, min(third, 100) / 100, min(second, 100) / 100)
    return min(first, 255) / 255, min(second, 255) / 255, min(third, 255) / 255


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""

    def luminance(colour: RGB) -> float:
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def completed(colours: Mapping[str, str]) -> dict[str, str]:
    """Return the colours with those for dark screens, made from the light ones where nobody chose any."""
    found = dict(colours)
    for name in ("accent", "link"):
        if name in found and f"{name}_dark" not in found:
            found[f"{name}_dark"] = _lighter(found[name])
    return found


def _lighter(colour: str) -> str:
    """Return the colour, made lighter until it can be read on dark paper."""
    paper = rgb(PAPER["dark"])
    hue, light, saturation = colorsys.rgb_to_hls(*rgb(colour))
    made = rgb(colour)
    while contrast(made, paper) < ENOUGH + 1 and light < 1:
        light = min(1.0, light + 0.02)
        made = colorsys.hls_to_rgb(hue, light, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in made)


def too_pale(colours: Mapping[str, str]) -> list[tuple[str, float]]:
    """Return the colours that are hard to read on the paper of ``style.css``, with their contrast."""
    found = []
    for name, colour in completed(colours).items():
        measured = contrast(rgb(colour), rgb(PAPER["dark" if name.endswith("_dark") else "light"]))
        if measured < ENOUGH:
            found.append((name, measured))
    return found


def css(colours: Mapping[str, str]) -> str:
    """Return the rules that give pages these colours; "" without any."""
    found = completed(colours)
    light = "".join(f"  --{name}: {found[name]};\n" for name in ("accent", "link") if name in found)
    dark = "".join(
        f"    --{name}: {found[f'{name}_dark']};\n" for name in ("accent", "link") if f"{name}_dark" in found
    )
    said = f"\n:root {{\n{light}}}\n" if light else ""
    if dark:
        said += f"\n@media screen and (prefers-color-scheme: dark) {{\n  :root {{\n{dark}  }}\n}}\n"
    return said
