"""A page of headings, paragraphs, lists, tables and pictures, as Markdown and as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Block", "Heading", "Items", "Paragraph", "Picture", "Table", "as_html", "as_markdown"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; columns after the first `left` ones are set to the right."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG; only the HTML page has it."""

    svg: str


Block = Heading | Paragraph | Items | Table | Picture

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0; font-size: 13px; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #8884; text-align: right; white-space: nowrap; }
th { border-bottom: 2px solid #888a; }
th.left, td.left { text-align: left; }
svg { max-width: 100%; height: auto; }
"""


def as_markdown(blocks: Sequence[Block]) -> str:
    """Write blocks as Markdown."""
    parts = []
    for block in blocks:
        match block:
            case Heading():
                parts.append(f"{'#' * block.level} {block.text}")
            case Paragraph():
                parts.append(block.text)
            case Items():
                parts.append("\n".join(f"- {item}" for item in block.items))
            case Table():
                marks = ["---" if k < block.left else "---:" for k in range(len(block.titles))]
                rows = [block.titles, marks, *block.rows]
                parts.append("\n".join("| " + " | ".join(_cell(word) for word in row) + " |" for row in rows))
            case Picture():
                pass
    return "\n\n".join(parts) + "\n"


def _cell(word: str) -> str:
    return word.replace("|", "\\|").replace("\n", " ")


def as_html(blocks: Sequence[Block]) -> str:
    """Write blocks as a page."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    parts = []
    for block in blocks:
        match block:
            case Heading():
                parts.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>")
            case Paragraph():
                parts.append(f"<p>{escape(block.text)}</p>")
            case Items():
                parts.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>")
            case Table():
                parts.append(_table(block))
            case Picture():
                parts.append(f"<figure>{block.svg}</figure>")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _table(block: Table) -> str:
    def row(tag: str, words: Sequence[str]) -> str:
        side = [' class="left"' if k < block.left else "" for k in range(len(words))]
        cells = (f"<{tag}{where}>{escape(word)}</{tag}>" for where, word in zip(side, words, strict=True))
        return "<tr>" + "".join(cells) + "</tr>"

    body = "\n".join(row("td", words) for words in block.rows)
    head = row("th", block.titles)
    return f'<div class="wide"><table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'
