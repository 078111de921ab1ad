"""The pages: links lead somewhere, files and names are there, headings follow the protocol, figures are the code's."""

from __future__ import annotations

import csv
import importlib.util
import math
import re
from pathlib import Path

import pytest

from orgsim.cli import main
from orgsim.config.command import GROUPS
from orgsim.config.defaults import default_study, default_world
from orgsim.config.keys import keys
from orgsim.config.stamp import cost_register_hash
from orgsim.engine.attitude import AFTER_REPEAT, AFTER_TRANSFER, LADDER
from orgsim.engine.machine import PAST
from orgsim.run import COHORT_DAYS, FOLLOW_DAYS, days_of
from orgsim.structure.seats import headcount
from orgsim.world.demand import issue_rate, mean_steps

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [*DOCS, *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]
ODD = (ROOT / "docs" / "odd.md").read_text()
CHOICES = (ROOT / "docs" / "choices.md").read_text()
ODD_D = """I.i Purpose and patterns
I.ii Entities, state variables and scales
I.iii Process overview and scheduling
II.i Theoretical and empirical background
II.ii Individual decision making
II.iii Learning
II.iv Individual sensing
II.v Individual prediction
II.vi Interaction
II.vii Collectives
II.viii Heterogeneity
II.ix Stochasticity
II.x Observation
III.i Implementation
III.ii Initialisation
III.iii Input data
III.iv Submodels"""


def one_line(text: str) -> str:
    """The text without its line breaks."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text())
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_and_folders_named_are_there(path):
    roots = (ROOT, ROOT / "src" / "orgsim")
    named = re.findall(r"`([\w./]+/[\w./]*)`", path.read_text())
    missing = [name for name in named if not any((root / name).exists() for root in roots)]
    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_modules_named_are_there(path):
    for name in re.findall(r"`(?:python -m )?(orgsim(?:\.\w+)+)", path.read_text()):
        parent = name if name.rpartition(".")[2].islower() else name.rpartition(".")[0]
        assert importlib.util.find_spec(parent), name


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_pages_name_nobodys_machine(path):
    assert not re.search(r"/(home|tmp|work|root|Users)/", path.read_text())


def blocks(page: Path, language: str) -> list[str]:
    """What stands between fences of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


def test_a_company_of_ones_own_works_as_pasted(folder, tiny, capsys):
    files = {text.split(":")[0].removeprefix("# "): text for text in blocks(ROOT / "README.md", "yaml")}
    own = {name: text for name, text in files.items() if name.startswith("mine/")}
    for name, text in own.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    assert set(own) == {"mine/company/ours.yaml", "mine/topics/ours.yaml", "mine/channels/ours.yaml",
                        "mine/design/ours_now.yaml"}  # fmt: skip
    (command,) = re.findall(r"^orgsim (compare --config-dir mine .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    quick = [word for word in tiny if not word.startswith("company.scale")]
    assert main([*command.split(), *quick, "population.customers=2000", "study.mechanism_replications=0"]) == 0
    (said,) = re.findall(r"\*(61 people.*?)\*", (ROOT / "README.md").read_text())
    assert said.replace("20,000", "2,000") in capsys.readouterr().out


def test_headings_are_those_of_the_protocol_in_its_order():
    assert re.findall(r"^## (I+\..*)$", ODD, re.MULTILINE) == ODD_D.splitlines()


def test_submodels_are_numbered_and_referred_to_rightly():
    numbers = [int(number) for number in re.findall(r"^### (\d+)\. ", ODD, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(number) for number in re.findall(r"III\.iv\.(\d+)", ODD)} <= set(numbers)


def test_parameters_named_in_equations_are_keys():
    world = [*keys(default_world()), *keys(default_study(), "study")]
    known = {step for key in world for step in re.findall(r"\w+", key.name)} | set(GROUPS)
    known |= {"python", "orgsim", "puts_first", "reports_to", "payroll", "offered_per_seat", "cost_register_sha256"}
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", ODD))
    assert named - known == set()


def test_demand_is_as_described():
    world = default_world()
    assert f"{mean_steps(world):.4f}" in ODD
    assert f"raise {issue_rate(world):,.0f} issues a week" in one_line(ODD)
    assert f"has {headcount(world)} people and {world.population.customers:,} customers" in one_line(ODD)


def test_windows_are_as_described():
    study = default_study()
    weeks = [round(days_of(study, estimand) / 7) for estimand in ("flow", "path")]
    assert "A flow runs for {} weeks by default, a path for {}.".format(*weeks) in one_line(ODD)
    assert f"before time 0, for {PAST / 10080:g} weeks" in ODD
    assert f"within {COHORT_DAYS} days of release, followed for {FOLLOW_DAYS}" in one_line(ODD)


def test_the_ladder_and_its_fit_are_as_described():
    base, answered, right, quick, large = LADDER
    for number in LADDER:
        assert f"{abs(number):.3f}".lstrip("0") in ODD
    assert f"× {AFTER_TRANSFER:.2f}".replace("0.", ".") in ODD and f"× {AFTER_REPEAT:.2f}".replace("0.", ".") in ODD
    for loss, label in ((0.0, "small loss"), (large, "large loss")):
        logits = (base, base + answered, base + answered + right, base + answered + right + quick)
        fit = [round(100 / (1 + math.exp(-(logit + loss)))) for logit in logits]
        said = re.search(rf"\| {label} \|(.*)\|\n", ODD)[1]
        assert [int(each) for each in re.findall(r"\((\d+)\)", said)] == fit


def test_the_published_results_carry_the_cost_register_described():
    frozen = cost_register_hash(default_world().company)
    assert frozen in (ROOT / "docs" / "cost_register.md").read_text()
    assert frozen in (ROOT / "results" / "three_designs" / "stamp.json").read_text()


def test_ticks_distort_as_told():
    """Mean time in the system: M/M/1 1/(mu - lam), Geo/Geo/1 (late arrivals) (1 - p)/(s - p)."""
    arrive, serve = 0.3, 0.5
    assert math.isclose(1 / (serve - arrive), 5.0) and math.isclose((1 - arrive) / (serve - arrive), 3.5)
    assert "keeps a customer 5.0 minutes" in one_line(CHOICES) and "keeps them 3.5" in one_line(CHOICES)


def test_what_is_never_resolved_weighs_as_told():
    with open(ROOT / "results" / "three_designs" / "summary_heads.csv") as file:
        found = {
            row["measure"]: float(row["mean"])
            for row in csv.DictReader(file)
            if row["design"] == "siloed" and row["estimand"] == "flow"
        }
    never = 168 * (found["gave_up"] + found["closed_wrong"])
    said = f"{100 * found['gave_up']:.1f} % give up and {100 * found['closed_wrong']:.1f} % are closed wrong: some "
    assert said + f"{never:.0f} of the {found['response_latency']:.1f} hours" in one_line(CHOICES)
