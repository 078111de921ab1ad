"""A customer's case inside the company: taken in, passed on, answered step by step, approved, delivered."""

import numpy as np

from orgsim.engine import keys
from orgsim.engine.agenda import WRONG_FOUND, put
from orgsim.engine.attitude import customer_judges
from orgsim.engine.community import hears
from orgsim.engine.compiled import deed, rule
from orgsim.engine.ideas import may_have_an_idea
from orgsim.engine.knowledge import entry_held, former_owner, is_told, version_held
from orgsim.engine.lifecycle import goes_on
from orgsim.engine.state import channel, common_of, episode, has_view_of, issue, job, may_answer_of, topic, unit
from orgsim.engine.tables import ANSWER, APPROVAL, BOUNCE, GAVE_UP, OPEN, RESOLVED, REWORK, TRIAGE, WRONG
from orgsim.engine.work import arrive, detail, forget_job


@rule
def may_answer(s, u, k):
    """Whether unit u may answer topic k."""
    return may_answer_of(s, u * s.topics_n + k).v != 0


@deed
def taken_in(s, j):
    """A contact reaches the unit that takes in its channel: it answers what it may, else reads and passes on."""
    row = job(s, j)
    u = np.int64(channel(s, row.channel).intake)
    row.step = 0
    row.sender = -1
    row.reading = 0
    row.kind = ANSWER if may_answer(s, u, issue(s, row.issue).topics[0]) else TRIAGE
    arrive(s, j, u)


@deed
def passed_on(s, j):
    """The case needs its next step: its holder answers what it may, else sends it where its directory says."""
    row = job(s, j)
    holder = np.int64(row.unit)
    k = np.int64(issue(s, row.issue).topics[row.step])
    row.kind = ANSWER
    row.reading = 0
    if may_answer(s, holder, k):
        arrive(s, j, holder)
        return
    to = np.int64(topic(s, k).owner)
    held = entry_held(s, holder, k)
    row.sender = holder
    row.reading = 1
    if held < topic(s, k).entry:
        former = former_owner(s, k, held)
        if former == holder:
            is_told(s, holder, k, topic(s, k).entry)
        elif former != to:
            row.kind = BOUNCE
            to = former
    episode(s, row.issue).handoffs += 1
    arrive(s, j, to)


@rule
def bounced(s, j):
    """The previous owner has read a case sent to it by an outdated entry: the sender is told, the owner gets it."""
    row = job(s, j)
    k = np.int64(issue(s, row.issue).topics[row.step])
    is_told(s, np.int64(row.sender), k, topic(s, k).entry)
    row.kind = ANSWER
    row.reading = 1
    case = episode(s, row.issue)
    case.bounces += 1
    case.handoffs += 1
    arrive(s, j, np.int64(topic(s, k).owner))


@rule
def slips(s, row, step):
    """Whether the person who did the step slipped."""
    if s.slip <= 0.0:
        return False
    case = issue(s, row.issue)
    a, _, _, _ = keys.words(s.seed, keys.SLIP, case.person, case.number, detail(row, step))
    chance = s.slip if row.home else min(1.0, s.slip * s.off_topic_slips)
    return keys.uniform(a) < chance


@rule
def marked(bits, bit, so):
    """A step's bit set or cleared."""
    return np.int64(bits) | bit if so else np.int64(bits) & ~bit


@rule
def write_answer(s, row, step):
    """What the unit says on a step: with the version it holds, and perhaps with a slip."""
    k = np.int64(issue(s, row.issue).topics[step])
    held = version_held(s, np.int64(row.unit), k)
    bit = 1 << step
    row.units[step] = row.unit
    row.versions[step] = held
    row.stale = marked(row.stale, bit, held < topic(s, k).version)
    row.slips = marked(row.slips, bit, slips(s, row, step))


@rule
def superior_of(s, row):
    """Who approves: of one unit its approver, of several their lowest common superior; -1 nobody."""
    above = np.int64(row.units[0])
    alone = True
    for step in range(1, issue(s, row.issue).steps):
        u = np.int64(row.units[step])
        if u != above and above >= 0:
            above = np.int64(common_of(s, above * s.units_n + u).v)
            alone = False
    return np.int64(unit(s, above).approver) if alone else above


@rule
def climbs(s, row):
    """Whether the case needs approval: an exception severe enough, or overdue."""
    case = issue(s, row.issue)
    if s.now - case.raised > s.overdue_after:
        return True
    if s.exceptions <= 0.0 or s.threshold >= 1.0:
        return False
    a, b, _, _ = keys.words(s.seed, keys.EXCEPTION, case.person, case.number, np.int64(row.attempt))
    return keys.uniform(a) < s.exceptions and keys.uniform(b) >= s.threshold


@rule
def ask_approval(s, j, above):
    """The case waits for its approver."""
    row = job(s, j)
    row.kind = APPROVAL
    episode(s, row.issue).approvals += 1
    arrive(s, j, above)


@rule
def step_answered(s, j):
    """A step is done; after the last, the answer is approved or delivered."""
    row = job(s, j)
    write_answer(s, row, row.step)
    row.step += 1
    if row.step < issue(s, row.issue).steps:
        passed_on(s, j)
        return
    above = superior_of(s, row)
    if above >= 0 and climbs(s, row):
        ask_approval(s, j, above)
    else:
        answer_delivered(s, j)


@rule
def first_slip(row, steps):
    """The step an approver returns: the first that slipped, else the last."""
    for step in range(steps):
        if row.slips & (1 << step):
            return step
    return steps - 1


@rule
def align_versions(s, row):
    """Where approver and answer differ in version, the newer wins if there is a record, else the approver's."""
    for step in range(issue(s, row.issue).steps):
        k = np.int64(issue(s, row.issue).topics[step])
        u = np.int64(row.unit)
        if not has_view_of(s, u * s.topics_n + k).v:
            continue
        held = version_held(s, u, k)
        shared = unit(s, u).record and unit(s, row.units[step]).record
        if held > row.versions[step] or (held < row.versions[step] and not shared):
            row.versions[step] = held
            row.overruled = marked(row.overruled, 1 << step, True)
            row.stale = marked(row.stale, 1 << step, held < topic(s, k).version)


@rule
def approver_decides(s, j):
    """The approver passes the answer, or returns it: most slips are caught, a few good answers returned."""
    row = job(s, j)
    case = issue(s, row.issue)
    a, _, _, _ = keys.words(s.seed, keys.DECISION, case.person, case.number, detail(row, 0))
    chance = s.catch if row.slips else s.false_return
    if keys.uniform(a) < chance:
        episode(s, row.issue).reworks += 1
        row.redo = first_slip(row, case.steps)
        row.visit += 1
        row.kind = REWORK
        arrive(s, j, np.int64(row.units[row.redo]))
    else:
        align_versions(s, row)
        answer_delivered(s, j)


@rule
def redone(s, j):
    """The returned step is done again and goes back for approval."""
    row = job(s, j)
    write_answer(s, row, row.redo)
    ask_approval(s, j, superior_of(s, row))


@rule
def signature(s, row):
    """What an answer says: 0 if it is right, else different for every slip and every set of outdated versions."""
    if row.slips == 0 and row.stale == 0:
        return 0
    if row.slips:
        return 1 + 2 * (64 * row.issue + row.attempt)
    said = np.int64(0)
    for step in range(issue(s, row.issue).steps):
        said = said * 100003 + row.versions[step]
    return 2 + 2 * said


@deed
def answer_delivered(s, j):
    """The customer has an answer, and may or may not find out that it is wrong."""
    row = job(s, j)
    n = row.issue
    case = episode(s, n)
    case.open_cases -= 1
    case.waiting = 0
    if case.state == GAVE_UP or case.state == RESOLVED:
        forget_job(s, j)
        return
    says = signature(s, row)
    contradicts = case.signature > 0 and says != case.signature
    if np.isnan(case.first_answer):
        case.first_answer = s.now
        case.answered_by = row.units[issue(s, n).steps - 1]
    if says == 0:
        right_answer(s, j)
    else:
        wrong_answer(s, j, contradicts)
    case.signature = says


@rule
def right_answer(s, j):
    """The matter is truly resolved."""
    n = job(s, j).issue
    case = episode(s, n)
    case.state = RESOLVED
    case.resolved = s.now
    case.ended = s.now
    case.perceived_right = 1
    forget_job(s, j)
    customer_judges(s, n)
    if s.extended:
        goes_on(s, n)
        hears(s, n)
        may_have_an_idea(s, n)


@rule
def wrong_answer(s, j, contradicts):
    """A wrong answer is found out at once if another contradicts it, else in use with ``discovery``, or never."""
    row = job(s, j)
    n = row.issue
    case, world = episode(s, n), issue(s, n)
    a, b, c, _ = keys.words(s.seed, keys.DISCOVERY, world.person, world.number, np.int64(row.attempt))
    if contradicts:
        case.state = OPEN
        put(s, s.now, WRONG_FOUND, 64 * n + row.attempt, j)
    elif case.state == WRONG:
        forget_job(s, j)
    elif keys.uniform(a) < s.discovery:
        put(s, s.now + s.discovery_mean * keys.exponential(b, c), WRONG_FOUND, 64 * n + row.attempt, j)
    else:
        case.state = WRONG
        case.ended = s.now
        case.perceived_right = 1
        forget_job(s, j)
        customer_judges(s, n)
        if s.extended:
            goes_on(s, n)
