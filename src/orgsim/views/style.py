"""How every picture looks: one sheet of paper with its finding written on top.

Colours are those of Okabe and Ito (2008), the pale ones darker so that words can be written in them: told apart with
any kind of colour vision. Each design also has its own marker, so that a black and white print still reads. Sizes are
inches, font sizes points.
"""

from __future__ import annotations

import textwrap
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from orgsim.views.words import together

INK, FAINT, RULE, PAPER = "#1a1a1a", "#5f6670", "#d9dce0", "#ffffff"
GOOD, BAD, NEUTRAL = "#0072B2", "#D55E00", "#8a8f98"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#B8578F", "#A6761D", "#6A3D9A", "#4D4D4D")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
HEAD, SUBTITLE = "title", "subtitle"  # what these are called inside an svg, with the points they take after a dash
TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 14, 10.5, 10.5, 9

_SETTINGS = {
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign is money
    "axes.edgecolor": RULE,
    "axes.labelcolor": FAINT,
    "axes.labelsize": TEXT_SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelsize": SMALL_SIZE,
    "ytick.labelsize": SMALL_SIZE,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.major.pad": 6,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",  # text stays text: small files that can be searched and read aloud
    "svg.hashsalt": "orgsim",  # the same picture gives the same bytes
}


@contextmanager
def project_style():
    """Everything drawn and saved inside looks like the project; the user's own settings come back after."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def look(designs) -> dict[str, tuple[str, str]]:
    """Colour and marker of each design, by its place in the comparison; they repeat after seven."""
    return {name: (COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)]) for i, name in enumerate(designs)}


class Sheet:
    """A picture of given width: title and subtitle in words, below them a body of `height` inches to place axes in."""

    def __init__(self, width: float, height: float, title: str, subtitle: str = ""):
        self.width, self.height = width, height
        lines = wrapped(title, width - 0.4, TITLE_SIZE, bold=True)
        below = wrapped(subtitle, width - 0.4, SUBTITLE_SIZE)
        head = 0.22 + 0.27 * len(lines) + 0.2 * len(below)
        self.figure = Figure(figsize=(width, height + head))
        FigureCanvasAgg(self.figure)
        self.total = height + head
        top = self.total - 0.12
        self._write("\n".join(lines), top, TITLE_SIZE, 1.38, color=INK, weight="bold", gid=f"{HEAD}-{72 * head:g}")
        if below:
            self._write(
                "\n".join(below), top - 0.27 * len(lines) - 0.02, SUBTITLE_SIZE, 1.37, color=FAINT, gid=f"{SUBTITLE}-0"
            )

    def _write(self, text: str, top: float, size: float, spacing: float, **how) -> None:
        self.figure.text(0.2 / self.width, top / self.total, text, size=size, va="top", linespacing=spacing, **how)

    def place(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at so many inches from the left and bottom of the sheet."""
        return self.figure.add_axes((left / self.width, bottom / self.total, width / self.width, height / self.total))


def wrapped(text: str, inches: float, size: float, bold: bool = False) -> list[str]:
    """Lines of text that fit a width; a character of the font is about .6 of its size wide, .67 if bold."""
    characters = max(8, int(inches * 72 / (size * (0.65 if bold else 0.575))))
    return [line for part in together(text).split("\n") for line in textwrap.wrap(part, characters)]


def spread(heights: list[float], gap: float) -> list[float]:
    """Heights moved apart until neighbours are `gap` apart, in their order and as little as can be (least squares).

    Less its place times the gap, each must not be below the one before: pool adjacent violators (Ayer et al. 1955).
    """
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    pools: list[list[float]] = []
    for place, i in enumerate(order):
        pools.append([heights[i] - gap * place])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [fmean(pool) for pool in pools for _ in pool]
    moved = {i: level[place] + gap * place for place, i in enumerate(order)}
    return [moved[i] for i in range(len(heights))]


def save(figure: Figure, stem: Path) -> tuple[Path, Path]:
    """Write the picture as `stem.svg` (vector, the same bytes every time) and `stem.png`; returns both paths."""
    stem = Path(stem)
    stem.parent.mkdir(parents=True, exist_ok=True)
    svg, png = stem.with_name(stem.name + ".svg"), stem.with_name(stem.name + ".png")
    with project_style():
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
        figure.savefig(png, dpi=130, pil_kwargs={"compress_level": 2})
    return svg, png
