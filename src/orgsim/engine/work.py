"""Work in a queue: a job arrives at a unit, somebody takes it up for so many minutes, and takes the next."""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import WORK_ENDS, put
from orgsim.engine.calendar import is_open, work_ends
from orgsim.engine.compiled import deed, rule
from orgsim.engine.queue import goes_before, join, stand_behind, without_first
from orgsim.engine.state import (
    answered_at_home_of,
    answered_of,
    at_home_of,
    channel,
    customer,
    department,
    episode,
    group,
    issue,
    job,
    lead,
    minutes_of,
    topic,
    unit,
)
from orgsim.engine.tables import (
    ANSWER,
    APPROVAL,
    BOUNCE,
    CUSTOMERS,
    FUNCTION,
    INFLUENCERS,
    KINDS,
    LEAD,
    LOOK_UP,
    MEETING,
    NOTES,
    OWN,
    READING,
    REWORK,
    TRIAGE,
)
from orgsim.engine.work_minutes import case_minutes, law_minutes


@rule
def new_job(s):
    """An unused row of the job table."""
    j = s.free_job
    row = job(s, j)
    s.free_job = row.child
    s.free_jobs -= 1
    row.alive = 1
    row.child = -1
    row.sibling = -1
    return j


@rule
def forget_job(s, j):
    """Give the row back."""
    row = job(s, j)
    row.alive = 0
    row.child = s.free_job
    s.free_job = j
    s.free_jobs += 1


@rule
def bring_up_to_date(s, u):
    """Integrals of busy people and of waiting jobs, up to now."""
    u.busy_area += u.busy * (s.worked - u.worked)
    u.waiting_area += u.waiting * (s.now - u.touched)
    u.worked = s.worked
    u.touched = s.now


@rule
def is_case(row):
    """Whether a job is a customer's case."""
    return row.kind < MEETING


@rule
def classify(s, row):
    """Rank and key of a job under its unit's discipline.

    A function puts its own work first, then its own channels' cases, then foreign ones; a customer officer puts
    customers first by the age of their issue, perhaps influencers before the rest; else first come. Meetings are in the
    last class always. A lead is the seller's own work; a customer officer puts it with the customers, by its age.
    """
    discipline = unit(s, row.unit).discipline
    row.rank = 0
    row.key = s.now
    if discipline == FUNCTION:
        if row.kind == MEETING or (row.kind == LEAD and department(s, s.seller).unit != row.unit):
            row.rank = 2
        elif is_case(row):
            row.rank = 1 if channel(s, row.channel).intake == row.unit else 2
    elif discipline == CUSTOMERS:
        if is_case(row):
            row.key = issue(s, row.issue).raised
        elif row.kind == LEAD:
            row.key = lead(s, row.issue).posted
        else:
            row.rank = 1
    elif discipline == INFLUENCERS:
        row.rank = 2
        if is_case(row):
            case = issue(s, row.issue)
            row.key = case.raised
            row.rank = 1 - customer(s, case.person).influencer
        elif row.kind == LEAD:
            row.rank = 1
            row.key = lead(s, row.issue).posted


@rule
def detail(row, step):
    """The part of a case's key beside whose it is: attempt, visit and step."""
    return np.int64(row.attempt) + 256 * np.int64(row.visit) + 16777216 * np.int64(step)


@rule
def book(s, row, kind, minutes):
    """Enter minutes into the ledger."""
    minutes_of(s, row.unit * KINDS + kind).v += minutes
    row.minutes += minutes


@rule
def step_minutes(s, row, step, home):
    """Minutes of the work proper on a step: longer off one's home topic."""
    minutes = case_minutes(s, row.issue, detail(row, step))
    if not home:
        minutes *= 1.0 + s.off_topic_slowdown
    return minutes


@rule
def reading_minutes(s, row):
    """Minutes to read what another unit hands over: few where both use the record."""
    shared = unit(s, row.unit).record and unit(s, row.sender).record
    return s.reading_with_record if shared else s.reading_minutes


@rule
def book_lead(s, row, g):
    """A post found, or a lead answered; where the record holds its writer's profile that is shorter."""
    if row.step == 0:
        book(s, row, LEAD, s.listening_minutes)
        return
    a, b, _, _ = keys.words(s.seed, keys.LEAD_MINUTES, row.issue, 0, 0)
    minutes = law_minutes(s, a, b)
    if g.department != s.seller:
        minutes *= 1.0 + s.off_topic_slowdown
    if unit(s, row.unit).record:
        minutes *= 1.0 - s.profile
    if row.reading:
        book(s, row, READING, reading_minutes(s, row))
    else:
        minutes += s.listening_minutes
    book(s, row, LEAD, minutes)
    lead(s, row.issue).begun = s.now


@rule
def book_answer(s, row, home):
    """Answering a step: reading what was handed over, the work, looking up what proved wrong, notes for the record."""
    if row.reading:
        book(s, row, READING, reading_minutes(s, row))
    if row.look_up & (1 << np.int64(row.step)):
        book(s, row, LOOK_UP, s.look_up_minutes)
    book(s, row, ANSWER, step_minutes(s, row, row.step, home))
    if unit(s, row.unit).record and row.step + 1 == issue(s, row.issue).steps:
        book(s, row, NOTES, s.notes_minutes)


@rule
def book_own(s, row):
    """A department's own work."""
    a, b, _, _ = keys.words(s.seed, keys.OWN_MINUTES, row.step, row.issue, 0)
    book(s, row, OWN, law_minutes(s, a, b))


@rule
def at_home(s, row, g):
    """Whether the person who takes the job is at home on its topic."""
    step = row.redo if row.kind == REWORK else row.step
    return topic(s, issue(s, row.issue).topics[step]).department == g.department


@rule
def book_work(s, row, g):
    """Book what the job takes, by its kind."""
    row.minutes = 0.0
    if row.kind == ANSWER:
        row.home = at_home(s, row, g)
        cell = np.int64(row.unit) * s.topics_n + np.int64(issue(s, row.issue).topics[row.step])
        answered_of(s, cell).v += 1
        answered_at_home_of(s, cell).v += np.int64(row.home)
        book_answer(s, row, row.home)
    elif row.kind == OWN:
        book_own(s, row)
    elif row.kind == TRIAGE:
        book(s, row, TRIAGE, s.triage_minutes)
    elif row.kind == BOUNCE:
        book(s, row, BOUNCE, reading_minutes(s, row))
    elif row.kind == APPROVAL:
        book(s, row, APPROVAL, s.approval_minutes)
    elif row.kind == REWORK:
        row.home = at_home(s, row, g)
        book(s, row, REWORK, step_minutes(s, row, row.redo, row.home))
    elif row.kind == LEAD:
        book_lead(s, row, g)
    else:
        book(s, row, np.int64(row.kind), row.wanted)


@rule
def note_start(s, row):
    """What the customer notices when somebody starts: patience that waits for it ends."""
    case = episode(s, row.issue)
    case.minutes += row.minutes
    if np.isnan(case.taken_up):
        case.taken_up = s.now
    if row.kind == ANSWER and np.isnan(case.started):
        case.started = s.now
        case.first_unit = row.unit
    if case.waiting and row.kind == ANSWER:
        case.waiting = 0


@rule
def whose(row):
    """Content that orders jobs ending at the same moment."""
    if row.kind == OWN:
        return (1 << 56) + (np.int64(row.step) << 40) + row.issue
    if row.kind == MEETING:
        return (1 << 57) + 2 * row.issue + row.attempt
    if row.kind > OWN:
        return (1 << 57) + (np.int64(row.kind) << 52) + 2 * row.issue + row.step
    return 64 * row.issue + row.attempt


@deed
def start(s, j, g):
    """A person of group g takes the job up."""
    row = job(s, j)
    people = group(s, g)
    team = unit(s, row.unit)
    people.busy += 1
    team.busy += 1
    team.started += 1
    team.wait_sum += s.now - row.joined
    row.group = g
    book_work(s, row, people)
    if is_case(row):
        note_start(s, row)
    elif row.kind == OWN:
        team.own_started += 1
        team.own_delay += s.worked - row.wanted
    put(s, work_ends(s, row.minutes), WORK_ENDS, whose(row), j)


@rule
def idle_group(s, row):
    """A group with somebody idle for the job, -1 if none: at home first, then others, the head last."""
    team = unit(s, row.unit)
    home = -1
    if row.kind == ANSWER or row.kind == REWORK:
        step = row.redo if row.kind == REWORK else row.step
        home = topic(s, issue(s, row.issue).topics[step]).department
    elif row.kind == LEAD and row.step:
        home = s.seller
    best, best_score = -1, -1
    for g in range(team.first_group, team.first_group + team.groups):
        people = group(s, g)
        if people.busy < people.seats:
            score = 1
            if people.department == home:
                score += 1
            if people.head:
                score = 0
            if row.for_head:
                score = 3 if people.head else -1
            if score > best_score:
                best, best_score = g, score
    return best


@deed
def arrive(s, j, u):
    """A job arrives at a unit: somebody idle starts it, else it waits."""
    row = job(s, j)
    team = unit(s, u)
    bring_up_to_date(s, team)
    row.unit = u
    row.group = -1
    row.joined = s.now
    row.for_head = row.kind == APPROVAL and team.has_head
    team.joined += 1
    if team.busy < team.present and is_open(s, s.now):
        g = idle_group(s, row)
        if g >= 0:
            start(s, j, g)
            return
    classify(s, row)
    team.waiting += 1
    if row.for_head:
        team.approval_queue = join(s, team.approval_queue, j)
    else:
        if not stand_behind(s, np.int64(team.last), j):
            team.queue = join(s, team.queue, j)
        team.last = j


@rule
def without(s, team, j):
    """A queue of the unit without its first job, j."""
    if team.last == j:
        team.last = -1
    return without_first(s, j)


@rule
def first_alive(s, team, queue):
    """A queue of the unit without the jobs that have left at its front."""
    queue = np.int64(queue)
    while queue >= 0 and not job(s, queue).alive:
        gone = queue
        queue = without(s, team, gone)
        forget_job(s, gone)
    return queue


@deed
def take_next(s, g):
    """A person of group g, just free, takes the unit's next job, if any; a head also looks at the approvals."""
    people = group(s, g)
    if people.busy >= people.seats or not is_open(s, s.now):
        return False
    team = unit(s, people.unit)
    team.queue = first_alive(s, team, team.queue)
    j = np.int64(team.queue)
    if people.head:
        team.approval_queue = first_alive(s, team, team.approval_queue)
        a = np.int64(team.approval_queue)
        if a >= 0 and (j < 0 or goes_before(job(s, a), job(s, j))):
            team.approval_queue = without(s, team, a)
            team.waiting -= 1
            start(s, a, g)
            return True
    if j < 0:
        return False
    team.queue = without(s, team, j)
    team.waiting -= 1
    start(s, j, g)
    return True


@rule
def approval_first(s, team):
    """Whether the first job that waits for the head comes before the first that waits for anybody."""
    j, a = np.int64(team.queue), np.int64(team.approval_queue)
    return a >= 0 and (j < 0 or goes_before(job(s, a), job(s, j)))


@deed
def people_look_for_work(s, u):
    """At opening, or after somebody changed the seats: what waits goes in order to whoever is idle and fits."""
    team = unit(s, u)
    bring_up_to_date(s, team)
    team.present = 0
    for g in range(team.first_group, team.first_group + team.groups):
        team.present += group(s, g).seats
    if not is_open(s, s.now):
        return
    while True:
        team.queue = first_alive(s, team, team.queue)
        team.approval_queue = first_alive(s, team, team.approval_queue)
        if approval_first(s, team):
            a = np.int64(team.approval_queue)
            head = np.int64(idle_group(s, job(s, a)))
            if head >= 0:
                team.approval_queue = without(s, team, a)
                team.waiting -= 1
                start(s, a, head)
                continue
        j = np.int64(team.queue)
        if j < 0:
            return
        g = np.int64(idle_group(s, job(s, j)))
        if g < 0:
            return
        team.queue = without(s, team, j)
        team.waiting -= 1
        start(s, j, g)


@rule
def leave_queue(s, j):
    """A job is withdrawn; a person who has it in hand finishes and drops it."""
    row = job(s, j)
    row.alive = 0
    if row.group >= 0:
        return
    team = unit(s, row.unit)
    bring_up_to_date(s, team)
    team.waiting -= 1
    team.left += 1
    team.wait_sum += s.now - row.joined


@rule
def home_share(s, u, k):
    """Share of a unit's answers on a topic given by people at home on it: so far, or of its people before the first."""
    cell = u * s.topics_n + k
    given = answered_of(s, cell).v
    return answered_at_home_of(s, cell).v / given if given > 0 else at_home_of(s, cell).v
