"""The state of a run: one table of records per kind of thing, one row per thing.

All times are minutes of wall clock since Monday 0:00 of the first week; versions are counts of news.
"""

import numpy as np

MAX_STEPS = 4

ISSUE = np.dtype(
    [
        ("raised", "f8"),
        ("person", "i4"),
        ("number", "i4"),  # k: how many issues this person had before
        ("topics", "i2", MAX_STEPS),  # steps in order, -1 beyond the last
        ("steps", "i1"),
        ("channel", "i1"),
        ("large_loss", "i1"),
    ],
    align=True,
)

# How an issue ended for the customer.
OPEN, RESOLVED, WRONG, GAVE_UP, SPARED = 0, 1, 2, 3, 4  # spared: it never came to be (extensions)

EPISODE = np.dtype(
    [
        ("taken_up", "f8"),  # first work on it by anybody, nan if never
        ("started", "f8"),  # first work on an answer by somebody who may answer
        ("first_answer", "f8"),  # first answer delivered, right or wrong
        ("resolved", "f8"),  # first right answer delivered: the clock of true resolution stops
        ("ended", "f8"),  # when the matter closed for the customer: resolved, wrong and not raised again, or gave up
        ("signature", "i8"),  # content of the last answer; 0 is a right one
        ("minutes", "f4"),  # staff minutes spent on it, of every kind
        ("judged", "f4"),  # the logit of the ladder by which it has moved attitude so far
        ("state", "i1"),
        ("contacts", "u1"),
        ("handoffs", "u2"),
        ("bounces", "u2"),
        ("approvals", "u2"),
        ("reworks", "u2"),
        ("open_cases", "u1"),
        ("waiting", "i1"),  # whether the customer's patience is running
        ("last_channel", "i1"),
        ("perceived_right", "i1"),
        ("asked", "i1"),  # 1 in the community first, 2 answered there
        ("stage", "i1"),  # of the customer's lifecycle when it was raised
        ("went_on", "i1"),  # 1 stayed at that stage after it, 2 went on to the next
        ("first_unit", "i2"),
        ("answered_by", "i2"),  # unit of the last answered step of the first answer
    ],
    align=True,
)

# Kinds of work, the columns of the ledger.
TRIAGE, ANSWER, READING, NOTES, LOOK_UP, BOUNCE, APPROVAL, REWORK, MEETING, OWN, LEAD, HOSTING, IDEA = range(13)
KINDS = 13
WORK_KINDS = ("triage", "answer", "reading", "notes", "look_up", "bounce", "approval", "rework", "meeting", "own_work")
WORK_KINDS += ("lead", "hosting", "idea")
CORE = 10  # so many of them are of the core, the others of extensions

# Stages of a customer's lifecycle.
AWARENESS, CONSIDERATION, PURCHASE, SUPPORT = range(4)
STAGES = ("awareness", "consideration", "purchase", "support")

LEADS = np.dtype(
    [
        ("posted", "f8"),
        ("competitor", "f8"),  # when a competitor answers
        ("begun", "f8"),  # when somebody began to answer, nan if never
        ("answered", "f8"),
        ("unit", "i2"),  # that answered, -1 nobody
    ],
    align=True,
)

PROBE = np.dtype(
    [
        ("time", "f8"),
        ("topic", "i2"),
        ("channel", "i2", 2),
        ("unit", "i2", 2),
        ("right", "i1", 2),
        ("same", "i1"),  # whether the two answers say the same
    ],
    align=True,
)

PATH = np.dtype(
    [
        ("time", "f8"),
        ("advocates", "i8"),
        ("neutrals", "i8"),
        ("adversaries", "i8"),
        ("reach_net", "f8"),
        ("mean_attitude", "f8"),
    ]
)

CUSTOMER = np.dtype(
    [
        ("baseline", "f8"),  # underlying attitude at the start, to which moves decay back
        ("shift", "f8"),  # deviation from the baseline as of `moved`
        ("moved", "f8"),
        ("talk", "f4"),  # what the customer tells: size and sign of the move it came from
        ("talk_from", "i4"),  # days on which it is told: from this one ...
        ("talk_until", "i4"),  # ... up to before this one
        ("listed", "i1"),
        ("influencer", "i1"),  # among the share of customers with the greatest reach
        ("member", "i1"),  # of the community
        ("stage", "i1"),  # of the lifecycle
        ("began", "i1"),  # at which stage the person began
    ],
    align=True,
)

UNIT = np.dtype(
    [
        ("queue", "i4"),  # first waiting job, -1 if none
        ("approval_queue", "i4"),  # first case waiting for the unit's head
        ("last", "i4"),  # the waiting job that joined the queue last, -1 if it has left or none
        ("waiting", "i4"),
        ("busy", "i4"),
        ("present", "i4"),  # seats
        ("groups", "i4"),
        ("first_group", "i4"),
        ("approver", "i2"),  # unit whose head (or people) approves this unit's exceptions, -1 nobody
        ("discipline", "i1"),  # FUNCTION, CUSTOMERS, NEITHER or INFLUENCERS
        ("has_head", "i1"),
        ("record", "i1"),  # whether it reads and writes the customer record
        ("idea_path", "i1"),  # whether an idea its customers have reaches whoever takes ideas up
        ("touched", "f8"),  # wall clock and working clock up to which the integrals below are brought
        ("worked", "f8"),
        ("busy_area", "f8"),  # integral of busy people over working minutes
        ("waiting_area", "f8"),  # integral of waiting jobs over wall-clock minutes
        ("wait_sum", "f8"),  # wall-clock minutes jobs waited until they were started or left
        ("own_delay", "f8"),  # working minutes own work waited until it was started
        ("joined", "i8"),  # jobs that arrived, started and left the queue unstarted
        ("started", "i8"),
        ("left", "i8"),
        ("own_started", "i8"),
    ],
    align=True,
)
FUNCTION, CUSTOMERS, NEITHER, INFLUENCERS = 0, 1, 2, 3

GROUP = np.dtype(
    [("unit", "i2"), ("department", "i2"), ("seats", "i4"), ("busy", "i4"), ("head", "i1")],
    align=True,
)

JOB = np.dtype(
    [
        ("issue", "i8"),  # issue of a case or of an idea; number of an own job or of a post; line of a meeting
        ("key", "f8"),  # order within its rank
        ("joined", "f8"),
        ("minutes", "f8"),  # what it takes
        ("wanted", "f8"),  # meeting: minutes it needs; own work: working clock at which it arose
        ("versions", "i4", MAX_STEPS),  # with which each step was answered
        ("units", "i2", MAX_STEPS),  # by whom
        ("attempt", "i2"),
        ("visit", "i2"),
        ("unit", "i2"),
        ("sender", "i2"),
        ("kind", "i1"),
        ("rank", "i1"),  # class of the unit's discipline, lower first
        ("step", "i1"),  # own work: its department; lead: 0 until it is found, then 1
        ("redo", "i1"),  # step an approver returned
        ("channel", "i1"),
        ("slips", "u1"),  # a bit per step
        ("overruled", "u1"),  # a bit per step whose version the approver replaced
        ("stale", "u1"),
        ("alive", "i1"),
        ("reading", "i1"),  # handed over: must be read before the work
        ("look_up", "i1"),  # a bit per step that is to be looked up
        ("home", "i1"),  # whether its person is at home on the topic
        ("for_head", "i1"),
        ("group", "i4"),
        ("child", "i4"),
        ("sibling", "i4"),
    ],
    align=True,
)

LINE = np.dtype(
    [
        ("a", "i2"),
        ("b", "i2"),
        ("one_way", "i1"),
        ("pending", "i1"),  # sides that have still to meet
        ("every", "f8"),  # working minutes
        ("clock", "f8"),  # working clock of the last meeting called
        ("number", "i8"),
        ("held", "i8"),
    ],
    align=True,
)
TOPIC = np.dtype(
    [
        ("owner", "i2"),
        ("department", "i2"),
        ("version", "i4"),  # news so far
        ("entry", "i4"),  # moves in the directory so far
        ("news_rate", "f8"),  # per week
        ("news", "i8"),
        ("moves", "i8"),
    ],
    align=True,
)
CHANNEL = np.dtype(
    [("share", "f8"), ("patience", "f8"), ("norm", "f8"), ("intake", "i2"), ("leaves_queue", "i1")],
    align=True,
)
DEPARTMENT = np.dtype([("unit", "i2"), ("own_rate", "f8"), ("own_number", "i8"), ("own_clock", "f8")], align=True)
EVENT = np.dtype([("time", "f8"), ("tie", "i8"), ("who", "i8")], align=True)
FOLLOWED = np.dtype([("person", "i4"), ("day", "i4"), ("issue", "i1"), ("start", "i1"), ("end", "i1")], align=True)

TABLES = {
    "issues": ISSUE,
    "episodes": EPISODE,
    "probes": PROBE,
    "path": PATH,
    "customers": CUSTOMER,
    "units": UNIT,
    "groups": GROUP,
    "jobs": JOB,
    "lines": LINE,
    "topics": TOPIC,
    "channels": CHANNEL,
    "departments": DEPARTMENT,
    "events": EVENT,
    "followed": FOLLOWED,
    "leads": LEADS,
}
