"""Building blocks of SVG: tags with escaped content, colours that colour-blind readers can tell apart."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

__all__ = [
    "PALETTE",
    "colours",
    "group",
    "ink_on",
    "picture",
    "polyline",
    "standalone",
    "tag",
    "text",
    "text_width",
]

# Paul Tol, "Colour schemes", technical note SRON/EPS/TN/09-002 (2021): muted scheme, two of others, a grey.
PALETTE = (
    "#44aa99",
    "#332288",
    "#ddcc77",
    "#882255",
    "#88ccee",
    "#117733",
    "#cc6677",
    "#999933",
    "#aa4499",
    "#4477aa",
    "#ee8866",
    "#888888",
)

_GLYPH_WIDTH_EM = 0.57  # mean of common sans-serif fonts, a little on the wide side
_DARK_INK = "#16202a"
_LIGHT_INK = "#ffffff"


def colours(names: Iterable[str]) -> dict[str, str]:
    """Give each name a colour of the palette, in the order of the names; beyond its length colours repeat."""
    return {name: PALETTE[number % len(PALETTE)] for number, name in enumerate(dict.fromkeys(names))}


def ink_on(fill: str) -> str:
    """Dark or light, whichever contrasts more with a fill `#rrggbb` (relative luminance of WCAG 2)."""
    channels = [int(fill[start : start + 2], 16) / 255.0 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _DARK_INK if luminance > 0.22 else _LIGHT_INK


def tag(name: str, *children: str | Markup, **attributes: str | float | None) -> Markup:
    """Return an element. Text is escaped unless it is markup; attributes of value None are left out.

    A trailing underscore of an attribute is dropped (`class_`), the others become hyphens (`stroke_width`).
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            shown = _figure(value) if isinstance(value, int | float) else value
            parts.append(f' {key.rstrip("_").replace("_", "-")}="{escape(shown)}"')
    if not children:
        return Markup("".join(parts) + "/>")
    inner = Markup("").join(children)
    return Markup("".join(parts) + ">") + inner + Markup(f"</{name}>")


def group(children: Iterable[Markup], **attributes: str | float | None) -> Markup:
    """Return a `g` element; nothing where it would be empty."""
    inner = Markup("").join(children)
    return tag("g", inner, **attributes) if inner else Markup("")


def text(x: float, y: float, words: str, class_: str, anchor: str | None = None, **more: str) -> Markup:
    """Return a line of text; `anchor` is `middle` or `end`, the start when None."""
    return tag("text", words, x=x, y=y, class_=class_, text_anchor=anchor, **more)


def text_width(words: str, size_px: float) -> float:
    """Estimate the width of a line of text, for placing it: no font can be measured here."""
    return len(words) * size_px * _GLYPH_WIDTH_EM


def polyline(points: Iterable[tuple[float, float]], **attributes: str | float | None) -> Markup:
    """Return an open path through points."""
    path = "M" + "L".join(f"{_figure(x)} {_figure(y)}" for x, y in points)
    return tag("path", d=path, fill="none", **attributes)


def picture(
    name: str,
    width: float,
    height: float,
    title: str,
    description: str,
    body: Iterable[Markup],
    class_: str = "picture",
) -> Markup:
    """Return an SVG that scales with its place, with title and description for those who do not see it.

    `name` is unique in the page; it makes the ids of title and description.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", description, id=f"{name}-desc"),
        *body,
        id=name,
        viewBox=f"0 0 {_figure(width)} {_figure(height)}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_=class_,
    )


def standalone(svg: Markup) -> str:
    """Return a picture as the text of an SVG file of its own."""
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
