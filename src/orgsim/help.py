"""What ``orgsim --help`` and ``orgsim COMMAND --help`` say. Nothing heavy is imported, so that help comes at once."""

from __future__ import annotations

HELP = """\
orgsim: what does the shape of an organisation change, given the same people, customers and issues?

  orgsim compare    several designs in one world: latency, voice, advocacy, cost, and their differences
  orgsim run        one design alone, with every issue of its first world
  orgsim sweep      several designs at every point of a space: grids, lists, thousands of uncertain worlds
  orgsim optimise   one design: the settings that no other beats on every goal
  orgsim fit        one company: which designs fit it, where that flips, how sure it is
  orgsim transition a move from one design to another: what it loses on the way, when it pays back
  orgsim journey    maturity stage by stage, over years: what each stage does, and what it costs
  orgsim picture    one picture, its finding as its title: charts, queues, network, maps, ... (svg and png)
  orgsim report     the report of a comparison, made again from its folder
  orgsim play       a page to play with: two or three designs side by side, queues, customers, your own design
  orgsim validate   the engine held against the textbooks: claim, exact value, simulated value, verdict

Questions to a sweep (or a comparison), as in orgsim map of=results/sweep:
{questions}

Start here:
  orgsim compare                                     the designs that come with orgsim, answer first
  orgsim compare designs=[{one},./mine.yaml]            your own design beside one of them
  orgsim compare company.load=.85 out=results/busy   a busier company, its results in a folder of their own
  orgsim compare -m company.load=.6,.75,.9           one comparison for each value
  orgsim run design={one} seed=7                        one design alone

Designs: {all}.
Every command takes KEY=VALUE; `orgsim compare --help` lists the keys with their units and ranges.
A mistake is told in one line and ends with exit code 2.
  orgsim --version
"""

USAGE = {
    "compare": """\
orgsim compare: the same people, customers and issues under each design, differences paired.

  orgsim compare designs=[{one},{other}] seed=1 out=results/two
  orgsim compare study.replications=5 study.path_replications=0    quicker, less sure, without advocacy
  orgsim compare '+topics={{leases: {{department: finance}}}}'         one more topic (as a rule, + adds a name)
  orgsim compare --config-dir mine company=ours designs=[ours_now,{one}]
                     with mine/company/ours.yaml and mine/design/ours_now.yaml
  orgsim compare -m company.load=.6,.75,.9 company.own_work=.2,.4  every combination, each in a folder of its own
""",
    "run": """\
orgsim run: one design alone: its measures over all replications, and every issue of the first.

  orgsim run design={one}
  orgsim run design=./mine.yaml estimand=path study.path_days=180
  orgsim run -m design={one},{other} seed=1,2
""",
    "sweep": """\
orgsim sweep: several designs at every point of a space, with the same random numbers at each; every finished point is
kept, so that the same command, stopped at any moment, goes on from what is there.

  orgsim sweep -m company.load=.6,.75,.9 demand.interdependence=0,.25,.5   every combination
  orgsim sweep -m 'company.load=interval(.5,.9)' 'topics.*.news=tag(log,interval(.02,5))' space.points=128
  orgsim sweep space=uncertain space.kind=latin space.points=100           a file of ranges (configs/space)
  orgsim sweep -m designs.hub_and_spoke.approval.threshold=0,.5,1          a key of one design (designs.*. for all)
  orgsim sweep space.kind=list 'space.list=[{{company.load: .6}},{{company.load: .9}}]'
  orgsim sweep precision.measure=response_latency precision.half_width=1   replications until it is that narrow
  orgsim sweep parallel.scheduler=tcp://head:8786                          on the workers of a Dask scheduler

kind: grid (every combination), pairs (first with first), list, latin, sobol. A point that fails is told, and the rest
goes on. Exit code 1 if any point failed.
""",
    "optimise": """\
orgsim optimise: the settings of one design that no other setting beats on every goal.

Only the design varies, never its customers. Each setting is tried in the same worlds; the front is run again in
fresh ones, beside the design as it is, and what the search flattered is told. Started again, nothing is tried twice.

  orgsim optimise                                            the hub: its seats, how often it meets, what climbs
  orgsim optimise design={one} search=chain beside=[{other}]   how far to cross-train
  orgsim optimise search.trials=200 search.sampler=nsga2     look longer, with another sampler
  orgsim optimise design=./mine.yaml search=own '+search.vary={{approval.threshold: [0, .5, 1]}}'
  orgsim optimise 'search.goals=[response_latency, {{utilisation: lower}}]'
""",
    "fit": """\
orgsim fit: which designs fit a company, what the one it has misses, where that flips, and how sure it is.

The company is compared as it is, then with each of five contingencies alone moved (size, interdependence, volatility,
load, publicness), then as it is in worlds in which what nobody has measured varies. Stopped, it goes on where it was.

  orgsim fit company.load=.85 design={one}                 what fits a busy company, and what it has misses
  orgsim fit designs=[{one},{other},./mine.yaml] design=./mine.yaml
  orgsim fit study.path_replications=12                advocates, too: it takes several times as long
  orgsim fit company.slip=.02 known=[company.slip]     what you have measured is not drawn
  orgsim fit star.size=[] star.load=[.7,.8,.9]         a smaller star
  orgsim fit uncertain.points=16 star.halvings=0       quicker, less sure
""",
    "transition": """\
orgsim transition: from one design to another on a plan: all departments at once, and one by one, beside staying and
being there already, in the same worlds. What a move loses and when it has paid back, or that it has not.

  orgsim transition from={one} to={other}
  orgsim transition from={one} to=./mine.yaml plan.day=30 plan.every_days=28
  orgsim transition company.training_hours=40 company.load=.8    what it is like where people are busier
  orgsim transition company.training_hours=0 plan.directory=false    nothing to learn: no loss, unless the way has one

Week by week: latency, voice, delay of departments' own work, staff minutes, with intervals over replications.
""",
    "journey": """\
orgsim journey: a company's maturity stage by stage, over years: what each stage does under each design, what it costs
to keep up, and which dimension does most alone. A stage is a preset of world and line parameters (configs/maturity).

  orgsim journey designs=[{one},{other}]                       from stage 1 in everything, a stage a year
  orgsim journey 'profile={{culture: 2, technology: 3}}' company.load=.85
  orgsim journey 'path=[{{year: 1, culture: 3}}, {{year: 3, technology: 5}}]'
  orgsim journey --config-dir mine maturity=ours             stages of your own, in mine/maturity/ours.yaml

Each stop is a stationary run of its own; what is lost on the way between two is not simulated (orgsim transition).
""",
    "picture": """\
orgsim picture: one picture, written as NAME.svg and NAME.png; its title, printed, is what it found.

Drawn in some seconds from runs of their own (designs, company, demand, ... as in orgsim compare):
  orgsim picture what=chart designs=[{one},./mine.yaml]        who reports to whom, takes in what, meets whom
  orgsim picture what=queues designs=[{one},{other}] company.load=.85 demand.surge.factor=2
                                                             what waits where, week by week; a bad week
  orgsim picture what=network designs=[{one}]                 customers among friends: who became an advocate
Drawn from a folder, nothing is run:
  orgsim picture what=incidence of=results/compare           also chart, headline, differences, trade_off, minutes,
                                                             nps_path, scorecard
  orgsim picture what=map of=results/sweep measure=voice     who wins where; also sensitivity
  orgsim picture what=transition of=results/transition       a move and its dip
  orgsim picture what=journey of=results/journey             maturity, stage by stage
""",
    "report": """\
orgsim report: the report of a comparison made again from the tables in its folder; nothing is run.

  orgsim report of=results/compare
  orgsim report of=results/compare out=elsewhere             report.html and figures/ there
""",
    "play": """\
orgsim play: a page to play with, served on this machine only. Choose a company and designs, move sliders, press play:
cases travel, queues fill, customers come to recommend the company or to warn of it. Draw a design of your own, share
the state as a link, take the numbers and the configuration home.

  orgsim play                                              opens the page in the browser; Ctrl-C ends it
  orgsim play designs=[{one},./mine.yaml] port=8000
  orgsim play --config-dir mine company=ours topics=ours channels=ours      your own company
  orgsim play '+controls={{slips: {{set: company.slip, title: Slips, unit: "%", low: 0, high: .2}}}}'    a slider more
""",
    "validate": """\
orgsim validate: configurations of the real engine whose answers a textbook knows, run and judged.

Each claim has an exact value and says how narrow the interval around the simulated mean must be to count. It agrees
if the exact value lies in a narrow enough interval, is too noisy if the interval is wider, else disagrees. Were the
engine right, the whole table would still disagree somewhere with probability .001 at most. Exit code 0 if every claim
agrees, 1 if one does not.

  orgsim validate                                      every claim, in about two minutes
  orgsim validate only=[mm1_busy,abandonment_calm]     some of the proofs, by the names in the table
  orgsim validate seed=2 out=results/run_2             other draws, and the table kept with versions and seed
  orgsim validate form=full                            nine times as long, intervals a third as wide
""",
}

QUESTION = """\
orgsim {name}: {about}.

  orgsim {name} of=results/sweep
  orgsim {name} of=results/compare measure=voice
"""

FLAGS = """
  -m             try each of the values separated by commas, in every combination
  --config-dir   a folder of your own, with files as in orgsim's configs/ (company/, topics/, design/ ...)
  --cfg job      print the configuration and do nothing
"""


def show_overview() -> None:
    """Every command in a line."""
    print(HELP.format(**some_designs(), questions=questions()), end="")


def some_designs() -> dict[str, str]:
    """Names of designs to give examples with."""
    from orgsim.config.command import configs

    names = sorted(path.stem for path in (configs() / "design").glob("*.yaml"))
    return {"one": names[0], "other": names[-1], "all": ", ".join(names)}


def questions() -> str:
    """What may be asked of a sweep, a line each."""
    from orgsim.config.questions import QUESTIONS

    return "\n".join(f"  orgsim {name:<12}{about(schema)}" for name, schema in QUESTIONS.items())


def about(schema: type) -> str:
    """What a question asks, as its schema says it."""
    return (schema.__doc__ or "").partition(": ")[2].rstrip(".")


def show_help(name: str) -> None:
    """What a subcommand is for, with examples, the files to choose from, and its keys."""
    from orgsim.config.command import COMMANDS, GROUPS, configs
    from orgsim.config.keys import allowed, documented, names_under

    usage = USAGE[name].format(**some_designs()) if name in USAGE else asking(name)
    known = names_under(COMMANDS[name], "")
    print(usage + FLAGS)
    if set(GROUPS) <= set(known):
        print("Files to choose from (GROUP=NAME), and designs:")
        for group in (*GROUPS, *(each for each in ("space", "search", "maturity") if each in known), "design"):
            print(f"  {group:<12}" + ", ".join(sorted(path.stem for path in (configs() / group).glob("*.yaml"))))
        print()
    print("Keys (KEY=VALUE):")
    for key in documented(COMMANDS[name]):
        print(f"  {key.name:<44}{allowed(key)}")


def asking(name: str) -> str:
    """How to ask a question."""
    from orgsim.config.questions import QUESTIONS

    example = QUESTION if hasattr(QUESTIONS[name], "measure") else "\n".join(QUESTION.splitlines()[:-1]) + "\n"
    return example.format(name=name, about=about(QUESTIONS[name]))
