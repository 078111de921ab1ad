"""The documentation site: ``make docs``. Built offline from the pages as they lie in the repository, and from results/.

The source is the whole repository, so that a page's links to results/ and experiments/ lead where they lead on disk.
What stands on the front page is read from results/ here, at every build, and typed nowhere.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

from orgsim import __version__
from orgsim.config.questions import QUESTIONS

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results"

project = "orgsim"
author = "orgsim authors"
copyright = "orgsim authors, MIT licence"  # noqa: A001
version = release = __version__
root_doc = "docs/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/**", "results/**/*.md", "results/README.md"]
include_patterns += ["experiments/*/README.md"]
exclude_patterns = ["docs/_build/**", "docs/_static/**"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "sphinx.ext.githubpages"]
myst_enable_extensions = ["substitution", "colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the lessons run in tests/test_lessons.py; here they are shown as they are handed out
suppress_warnings = ["myst.header", "myst.xref_missing"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
highlight_language = "none"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "undoc-members": False}

html_theme = "furo"
html_title = "orgsim"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["_extra"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}
pygments_style = "friendly"


# What the front page says


def rows(name: str) -> list[dict[str, str]]:
    """A table of results/."""
    with open(RESULTS / name, newline="") as file:
        return list(csv.DictReader(file))


def mean(measure: str, design: str, places: int) -> str:
    """The mean of a headline measure of the three designs."""
    found = [
        row for row in rows("three_designs/summary_heads.csv") if (row["design"], row["measure"]) == (design, measure)
    ]
    return f"{float(found[0]['mean']):.{places}f}"


def title(page: Path) -> str:
    """The first heading of a page: of a finding, what was found."""
    return re.search(r"^# (.+)$", page.read_text(), re.MULTILINE)[1]


def finding(name: str) -> str:
    """What an experiment found, as a link to it."""
    return f"[{title(RESULTS / name / 'finding.md')}](../results/{name}/finding.md)"


def listed(*names: str) -> str:
    """Findings, one to a line."""
    return "\n".join(f"- {finding(name)}" for name in names)


DESIGNS = ("siloed", "cco", "hub_and_spoke")
SHOWN = {"response_latency": 1, "voice": 3, "net_advocates": 1, "cost_per_resolved": 2}  # decimals
myst_substitutions = {
    f"{measure}_{design}": mean(measure, design, places) for measure, places in SHOWN.items() for design in DESIGNS
} | {
    "three_designs": finding("three_designs"),
    "when_it_matters": listed("load_interdependence", "surge", "hub_bottleneck", "officer_authority", "sigma"),
    "knowledge": listed("meeting_period", "pace", "growth", "community", "influencers_first"),
    "claims": listed("hypotheses", "designs", "edge", "lifecycle", "selling", "transition", "maturity"),
    "trust": listed("validation", "patterns", "sensitivity", "misfit"),
    "number_of_findings": str(len(list(RESULTS.glob("*/finding.md")))),
}


# What is made at every build


def write(path: Path, text: str) -> None:
    """Write a page, unless it is there as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def command_pages() -> None:
    """A page to each command: what its --help says."""
    names = ["compare", "run", "sweep", "optimise", "fit", "transition", "journey", "play", "picture", "report"]
    names += ["validate", *QUESTIONS]
    said = ["# Every command", ""]
    for name in names:
        program = "import sys; from orgsim.cli import main; sys.exit(main(sys.argv[1:]))"
        asked = [sys.executable, "-c", program, name, "--help"]
        text = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        said += [f"## orgsim {name}", "", "```none", text.rstrip().replace("```", "'''"), "```", ""]
    write(ROOT / "docs" / "reference" / "_commands.md", "\n".join(said))


def redirect() -> None:
    """The site's first page leads to the front page."""
    there = '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=docs/index.html">'
    write(ROOT / "docs" / "_extra" / "index.html", there + '<a href="docs/index.html">orgsim</a>\n')


def findings_page() -> None:
    """All findings in the menu."""
    names = sorted(path.parent.name for path in RESULTS.glob("*/finding.md"))
    pages = [f"/results/{name}/finding" for name in names]
    questions = [
        f"/experiments/{name}/README" for name in names if (ROOT / "experiments" / name / "README.md").is_file()
    ]
    said = ["# Findings and declarations", "", "[One table of all of them](../results/README.md).", "", "```{toctree}"]
    said += [
        ":caption: Findings",
        "",
        "/results/README",
        *pages,
        "```",
        "",
        "```{toctree}",
        ":caption: Declarations",
        "",
    ]
    write(ROOT / "docs" / "_findings.md", "\n".join([*said, *questions, "```", ""]))


command_pages()
redirect()
findings_page()
