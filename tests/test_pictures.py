"""Pictures: each is one function and one command, its title is computed from numbers, its bytes are the same twice."""

from __future__ import annotations

import inspect
import re
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from comparisons import FAST, SAME, chart_of, compared
from made_up_sweeps import grid, made_up
from orgsim import pictures
from orgsim.agents import standing as standing_of_agents
from orgsim.cli import main
from orgsim.comparison import paired
from orgsim.comparison.saved import read_comparison, read_mechanisms
from orgsim.comparison.seeds import REPORTING, replication_seed
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.picture import FROM, RUN, WHAT
from orgsim.measures.clustering import friends_alike
from orgsim.model import OrgModel
from orgsim.observed import ADVERSARY, ADVOCATE, Standing, Waiting, standing, standings, waiting
from orgsim.run import set_up
from orgsim.views.figures import PICTURES
from orgsim.views.network import network
from orgsim.views.queues import queues, queues_of
from orgsim.world.kept import issue_table, people
from orgsim.world.network import Network

PAGE = Path(__file__).parents[1] / "docs" / "pictures.md"
COMMANDS = re.findall(r"^orgsim .*$", PAGE.read_text(), re.MULTILINE)
SWEPT = ("-m", "company.load=.6,.8", "demand.interdependence=0,.5", "study.path_replications=0")
SHORT = ("designs=[siloed]", "path=[{year: 1, culture: 2}]", "study.path_replications=0")
SMALL = ("network.mean_degree=4", "study.path_days=7")


@pytest.fixture(scope="module")
def results(tmp_path_factory, tiny):
    """A folder with small results of every command that pictures are drawn from."""
    folder = tmp_path_factory.mktemp("pictures")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        staged = [word for word in tiny if not word.startswith("study.levers.meeting_every")]
        uncertain = ("-m", "company.load=interval(.5,.9)", "demand.interdependence=interval(0,.5)", "space.points=32")
        uncertain += ("designs=[siloed,cco]", "study.path_replications=0", "out=results/uncertain")
        for command in (
            ("compare", *tiny, "study.mechanism_replications=2", "designs=[siloed,cco]"),
            ("sweep", *tiny, *SWEPT, "designs=[siloed,cco]"),
            ("sweep", *tiny, *uncertain),
            ("transition", *tiny, "study.measured_weeks=3", "plan.day=0", "plan.every_days=1"),
            ("journey", *staged, *SHORT),
        ):
            assert main(list(command)) == 0, command
    return folder


@pytest.fixture
def there(results, monkeypatch):
    """The same folder, to stand in."""
    monkeypatch.chdir(results)
    return results


def title_in(svg: Path) -> str:
    """The title written in a picture."""
    head = re.search(r'<g id="title-.*?(?=<g id=)', svg.read_text(), re.DOTALL).group()
    return " ".join(re.sub(r"<!--.*?-->|<[^>]*>", " ", head, flags=re.DOTALL).replace("\u00a0", " ").split())


# Commands


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_draws_what_it_prints(command, there, tiny, capsys):
    words = shlex.split(command)[1:]
    if words[0] == "picture":
        what = next(word.removeprefix("what=") for word in words if word.startswith("what="))
        runs = [*tiny, *SMALL] if what in RUN else []
        assert main([words[0], *runs, *words[1:], f"out=out/{len(command)}"]) == 0
        said, svg, png = capsys.readouterr().out.splitlines()[:3]
        assert title_in(Path(svg.strip())) == said
        assert Path(png.strip()).read_bytes().startswith(b"\x89PNG")
        assert "<image" not in Path(svg.strip()).read_text() or what in ("map", "sensitivity")
    else:
        assert main(words) == 0


def test_python_on_the_page_runs(folder, capsys):
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    exec(compile(program, "pictures", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.startswith("Hub and spoke: ")
    assert Path("results/pictures/chart_hub_and_spoke.svg").is_file()


def test_the_page_has_every_picture():
    drawn = {word.removeprefix("what=") for command in COMMANDS for word in command.split() if word.startswith("what=")}
    assert drawn == set(WHAT)


def test_every_picture_is_a_function_with_its_sentence():
    for name in WHAT:
        assert inspect.getdoc(getattr(pictures, name)), name


@pytest.mark.parametrize("what", [*RUN, "incidence"])
def test_the_same_picture_has_the_same_bytes_and_another_seed_has_not(what, there, tiny):
    words = ["picture", f"what={what}"]
    words += [*tiny, *SMALL, "designs=[siloed]"] if what in RUN else [f"of=results/{FROM[what]}"]
    seeds = {"one": 1, "two": 1, "other": 2} if what in RUN else {"one": 1, "two": 1}
    for out, seed in seeds.items():
        assert main([*words, f"seed={seed}", f"out=again/{out}"]) == 0
    for kind in ("svg", "png"):
        first, second, *other = ((there / "again" / out / f"{what}.{kind}").read_bytes() for out in seeds)
        assert first == second and first not in other


@pytest.mark.parametrize(
    "words, said",
    [
        (["what=mapp"], "what: 'mapp' cannot be used"),
        ([], "what: is missing"),
        (["what=map"], "of: is missing; allowed: a folder of orgsim sweep"),
        (["what=incidence"], "of: is missing; allowed: a folder of orgsim compare"),
        (["what=map", "of=results/compare"], "a folder of orgsim sweep (it holds an orgsim compare)"),
        (["what=transition", "of=results/compare"], "a folder of orgsim transition (it holds an orgsim compare)"),
        (["what=journey", "of=results/sweep"], "a folder of orgsim journey (it holds an orgsim sweep)"),
        (["what=incidence", "of=nowhere"], "of: 'nowhere' cannot be used"),
        (["what=queues", "of=results/compare"], "of: 'results/compare' cannot be used; allowed: no value"),
        (["what=map", "of=results/sweep", "company.load=.8"], "company.load: 0.8 cannot be used; allowed: no value"),
        (["what=incidence", "of=results/compare", "designs=[siloed]"], "designs: ['siloed'] cannot be used"),
        (["what=queues", "measure=voice"], "measure: 'voice' cannot be used; allowed: no value"),
        (["what=map", "of=results/sweep", "measure=joy"], "measure: 'joy' cannot be used"),
        (["what=chart", "designs=[nobody]"], "designs: 'nobody' cannot be used"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_nothing_is_written(words, said, there, capsys):
    assert main(["picture", *words, "out=wrong"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line and not Path("wrong").exists()


def test_a_picture_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    figure = pictures.headline(compared({"north": SAME, "south": FAST}))
    whole = pictures.save(figure, tmp_path, "one")
    before = [path.read_bytes() for path in whole]

    def fails(figure, stem):
        Path(f"{stem}.svg").write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(pictures.style, "save", fails)
    with pytest.raises(OSError):
        pictures.save(figure, tmp_path, "one")
    assert [path.read_bytes() for path in whole] == before and len(list(tmp_path.iterdir())) == 2


# Titles


def waiting_of(jobs: dict[str, list[float]], worlds: int = 4) -> Waiting:
    """Jobs waiting by unit and day, the same in every world but for a little."""
    chart = chart_of("north", "The north way")
    days = len(next(iter(jobs.values())))
    rows = [
        ("north", world, float(day), unit, jobs.get(unit, [0.0] * days)[day] + 0.01 * world * (unit in jobs))
        for world in range(worlds)
        for unit in chart.units
        for day in range(days)
    ]
    table = pd.DataFrame(rows, columns=["design", "replication", "day", "unit", "jobs"])
    return Waiting({"north": chart}, table, 14.0, 0.95)


def test_the_bottleneck_is_where_most_waits_and_is_named_with_its_worst_day():
    seen = waiting_of({"pr": [10, 60, 30], "sales": [5, 20, 10]})
    assert pictures.finding(queues(seen)) == "Work piles up in pr under north: at worst 60 jobs wait there"
    worst = queues_of(seen)["north"]
    assert worst.worst == 1 and worst.at_worst[0] == pytest.approx(60.015)


def test_units_whose_queues_cannot_be_told_apart_are_named_together():
    seen = waiting_of({"pr": [10, 60], "sales": [5, 20]})
    table = seen.table.copy()
    even = (table["replication"] % 2 == 0) & table["unit"].isin(["pr", "sales"])
    swap = {"pr": "sales", "sales": "pr"}
    table.loc[even, "unit"] = table.loc[even, "unit"].map(swap)
    said = pictures.finding(queues(replace(seen, table=table)))
    assert "pr or sales" in said or "sales or pr" in said


def test_where_nothing_waits_nothing_is_named():
    assert pictures.finding(queues(waiting_of({"pr": [0.0, 0.1]}))).startswith("Nothing piles up")


def cliques(kinds: np.ndarray) -> Standing:
    """Two circles of forty friends each, everybody knowing everybody, and not one tie between them."""
    circle = np.arange(80).reshape(2, 40)
    ties = [(a, b) for group in circle for a in group for b in group if a < b]
    net = Network.from_ties(80, np.array(ties))
    rows = []
    for world in range(4):
        for kind in (ADVOCATE, ADVERSARY):
            share, friends, by_chance = friends_alike(net, kinds == kind)
            row = {"share": share, "friends": friends + 0.0001 * world, "by_chance": by_chance}
            rows.append({"design": "north", "standing": kind, "replication": world, **row})
    charts = {"north": chart_of("north", "The north way")}
    return Standing(charts, net, np.zeros(80, bool), np.zeros(80, "i1"), {"north": kinds}, pd.DataFrame(rows), 91, 0.95)


def test_advocates_who_know_only_one_another_cluster_and_those_strewn_about_do_not():
    apart = np.repeat([ADVOCATE, 0], 40).astype("i1")
    said = pictures.finding(network(cliques(apart)))
    assert said.startswith("Advocates cluster: of their friends 100.0 % under north")
    assert "50.01 points" in said or "50.0 points" in said
    strewn = np.tile([ADVOCATE, 0], 40).astype("i1")
    said = pictures.finding(network(cliques(strewn)))
    assert said.startswith("Advocates avoid one another")  # 19 of 39 friends: 48.7 %, by chance 50 %
    assert "1.3 points" in said or "1.27 points" in said


def test_the_title_of_incidence_follows_the_numbers():
    found = compared({"north": SAME, "south": FAST})
    extra = found.measures[found.measures["measure"] == "cumulative_answered"].assign(measure="cumulative_resolved")
    extra["value"] *= np.where(extra["design"] == "south", 0.9, 0.5)
    whole = with_measures(found, pd.concat([found.measures, extra], ignore_index=True))
    said = pictures.finding(pictures.incidence(whole))
    shares = extra[extra["subset"] == "hours=024"].groupby("design")["value"].mean()
    right = f"{100 * shares['south']:.0f} % of issues under south and {100 * shares['north']:.0f} % under north"
    assert said == f"After 24 hours a right answer has reached {right}; 5 % have given up"
    axes = pictures.incidence(whole).axes
    assert [each.get_title("left") for each in axes if each.get_title("left")] == [
        "answered right", "answered wrong so far", "gave up unanswered", "still waiting",
    ]  # fmt: skip


def with_measures(comparison, measures):
    """A comparison of these measures."""
    names = list(comparison.charts)
    summary, pairs = (each(measures, 0.95, names) for each in (paired.summary, paired.pairs))
    return replace(comparison, measures=measures, summary=summary, pairs=pairs)


def test_the_map_says_who_wins_and_follows_a_change():
    points = grid(company__load=[0.6, 0.7, 0.8], demand__interdependence=[0.0, 0.25, 0.5])

    def title(best: float) -> str:
        means = {"north": lambda _: 40.0 * np.ones(9), "south": lambda _: best * np.ones(9)}
        return pictures.finding(pictures.map(made_up(points, means, noise=0.1)))

    assert "south wins in 9" in title(20.0) and "north wins in 9" in title(80.0)


# What is seen on the way


def test_ends_of_ties_are_counted_right():
    net = Network.from_ties(4, np.array([(0, 1), (0, 2), (0, 3)]))  # a star around 0
    assert friends_alike(net, np.array([True, True, False, False])) == (0.5, 2 / 4, 4 / 6)
    share, friends, by_chance = friends_alike(Network.from_ties(3, np.empty((0, 2))), np.array([True, False, False]))
    assert share == 1 / 3 and np.isnan(friends) and np.isnan(by_chance)


def test_kinds_dealt_out_at_random_are_as_by_chance_on_average():
    random = np.random.default_rng(1)
    net = Network.from_ties(200, random.integers(0, 200, (800, 2)))
    beyond = []
    for _ in range(400):
        _, friends, by_chance = friends_alike(net, random.permutation(np.arange(200) < 60))
        beyond.append(friends - by_chance)
    error = np.std(beyond) / np.sqrt(len(beyond))
    # sampling people without replacement takes one of 60 away from 199; 4.4 standard errors: a false alarm in 100,000
    assert abs(np.mean(beyond) + 0.7 / 199) < 4.4 * error + 0.7 / 199


def test_looking_finds_what_the_engine_sums_up(tiny):
    world = default_world("company.scale=0.25", "population.customers=2000", "company.open_hour=0",
                          "company.close_hour=24", "company.work_days=7", "company.load=.9")  # fmt: skip
    study = default_study(*(word for word in tiny if word.startswith("study.")), "study.measured_weeks=2")
    designs = load_designs(["siloed"], least=1)
    seen = waiting(world, designs, study, 1)
    chart = seen.charts["siloed"]
    first = seen.table[seen.table["replication"] == 0]
    drawn, days = replication_seed(1, REPORTING, 0), 17.5
    engine = set_up(chart, people(world, drawn), issue_table(world, drawn, days), drawn, study, days, talk=False)
    areas = []
    for day in (3.5, 17.5):
        engine.advance(day * 1440)
        engine.look_around()
        areas.append(engine["units"]["waiting_area"].sum())
    looked, exact = first.groupby("unit")["jobs"].mean().sum(), (areas[1] - areas[0]) / (14 * 1440)
    assert looked == pytest.approx(exact, rel=0.05)  # 336 looks half an hour away at most; 1.5 % at this seed


def test_customers_stand_as_the_agents_say(tiny):
    model = OrgModel(design="siloed", customers=500, days=20, path=True, rng=1)
    for _ in range(20):
        model.step()
    assert (standings(model.engine) == standing_of_agents(model, slice(None))).all()


def test_every_design_has_the_same_customers_to_start_with(tiny):
    world = default_world(*(word for word in tiny if not word.startswith("study.")), "network.mean_degree=4")
    study = default_study(*(word for word in tiny if word.startswith("study.")), "study.path_days=14")
    designs = load_designs(["siloed", "hub_and_spoke"])
    both, alone = (standing(world, each, study, 1) for each in (designs, {"siloed": designs["siloed"]}))
    assert (both.start == alone.start).all() and (both.end["siloed"] == alone.end["siloed"]).all()
    assert set(both.alike["replication"]) == {0, 1} and len(both.start) == 300


# Read back


def test_a_comparison_read_back_is_the_one_that_was_written(there):
    found = read_comparison("results/compare")
    tables = [pd.read_parquet(f"results/compare/{name}.parquet") for name in ("measures", "seats")]
    assert found.measures.equals(tables[0]) and found.seats.equals(tables[1])
    for name, chart in found.charts.items():
        own = tables[1][tables[1]["design"] == name]
        assert dict(zip(chart.units, chart.seats)) == dict(zip(own["unit"], own["seats"]))
    assert found.summary.equals(paired.summary(found.measures, found.study.confidence, list(found.charts)))


def test_a_report_made_again_is_the_same_to_the_byte(there):
    whole = Path("results/compare/report.html").read_bytes()
    assert main(["report", "out=again/report"]) == 0
    assert Path("again/report/report.html").read_bytes() == whole
    assert read_mechanisms("results/compare") is not None


def test_a_folder_that_lacks_a_table_is_told(there, tmp_path, capsys):
    for each in Path("results/compare").iterdir():
        if each.is_file() and each.name != "seats.parquet":
            (tmp_path / each.name).write_bytes(each.read_bytes())
    before = sorted(tmp_path.iterdir())
    assert main(["report", f"of={tmp_path}"]) == 2
    assert "a folder with a seats.parquet" in capsys.readouterr().err and sorted(tmp_path.iterdir()) == before
    assert main(["report", "of=results/sweep"]) == 2
    assert "it holds an orgsim sweep" in capsys.readouterr().err


def test_the_report_reads_well_aloud_and_fetches_nothing(there):
    text = Path("results/compare/report.html").read_text()
    assert "default-src 'none'" in text and not re.search(r"https?:|src=|@import|<link|url\((?!#)", text)
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert levels[0] == 1 and levels.count(1) == 1 and max(np.diff(levels)) <= 1
    assert text.index("<h1>") < text.index("<table") < text.index("<svg")
    assert all("scope=" in head for head in re.findall(r"<th[ >][^>]*", text.replace("<thead>", "")))
    assert text.count('role="img"') == text.count("<svg") and 'aria-label=""' not in text


def test_pictures_of_comparisons_are_the_reports(there):
    for name in PICTURES:
        assert (there / "results/compare/figures" / f"{name}.svg").is_file(), name
    pictures.save(pictures.minutes("results/compare"), "again/report", "minutes")
    assert Path("again/report/minutes.svg").read_bytes() == Path("results/compare/figures/minutes.svg").read_bytes()
