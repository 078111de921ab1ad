"""The documentation site: builds offline without a warning, loads nothing from elsewhere, begins with the findings."""

from __future__ import annotations

import csv
import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OFFLINE = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}  # nobody answers there


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built as ``make docs`` builds it."""
    import os

    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs", ".", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, env=os.environ | OFFLINE)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return folder


def test_it_loads_nothing_from_elsewhere(site):
    loads = re.compile(
        r"""<(?:script|img|iframe|link)\b[^>]*(?:src|href)=["'](?:https?:)?//|@import\s+["']?http|url\(["']?http"""
    )
    checked = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    assert len(checked) > 80
    assert [str(path) for path in checked if loads.search(path.read_text(errors="replace"))] == []


def test_links_between_pages_lead_somewhere(site):
    missing = set()
    for page in site.rglob("*.html"):
        for link in re.findall(r'href="([^"#?:]+)(?:#[^"]*)?"', page.read_text()):
            if link.endswith((".html", "/")) and not (page.parent / html.unescape(link)).exists():
                missing.add((page.name, link))
    assert not missing


def test_the_front_page_is_the_findings_with_figures_from_results(site):
    said = html.unescape((site / "docs" / "index.html").read_text())
    with open(ROOT / "results" / "three_designs" / "summary_heads.csv") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == "response_latency"]
    for row in rows:
        assert f"{float(row['mean']):.1f}" in said
    for name in ("three_designs", "load_interdependence", "hypotheses", "sensitivity"):
        assert f'href="../results/{name}/finding.html"' in said
    assert "url=docs/index.html" in (site / "index.html").read_text()


def test_every_finding_lesson_and_command_has_its_place(site):
    for finding in (ROOT / "results").glob("*/finding.md"):
        assert (site / "results" / finding.parent.name / "finding.html").is_file()
    for lesson in (ROOT / "docs" / "lessons").rglob("*.ipynb"):
        assert (site / lesson.relative_to(ROOT).with_suffix(".html")).is_file()
    commands = (site / "docs" / "reference" / "_commands.html").read_text()
    for name in ("compare", "play", "picture", "map"):
        assert f"orgsim {name}" in commands
