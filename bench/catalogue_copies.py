"""Catalogues that are as large as one likes and shaped like the shipped one.

The shipped leaves and controls are taken several times over, each copy with states, leaves and
controls of its own. In every copy all conditions are struck out (everything applies to the one device,
which is harder than any real device), no leaf asks for more than one week (else most paths are out of
reach and there is nothing to plan), one state in eight that a leaf requires is that of another copy, and
the controls are merged at random until the wanted number is left: the effects per leaf stay what they
are. A leaf that no control acts on is given to some control of its copy; else nothing could be
planned. Titles, sources and checks are left out; they cost no thought."""

import collections

import yaml

Copies = collections.namedtuple("Copies", "leaves controls states goals")

CROSSING = 8  # one requirement in so many crosses over to another copy
EASY = {"time": "1w", "expertise": "expert", "knowledge": "public", "window": "easy", "equipment": "standard"}
SCALES = {
    "time": ["0d", "1d", "1w"],
    "expertise": ["layman", "proficient", "expert"],
}


def read(folder):
    return [yaml.safe_load(path.read_text()) for path in sorted(folder.glob("*.yaml"))]


def walk(expr, change):
    if isinstance(expr, str):
        return change(expr)
    return {word: [walk(child, change) for child in children] for word, children in expr.items()}


def potential(given):
    """Within reach of the adversaries here, as near to the original as that allows."""
    made = dict(EASY)
    for factor, scale in SCALES.items():
        made[factor] = given[factor] if given[factor] in scale else scale[-1]
    return made


def close_gaps(leaves, states, goals):
    """In a copy that is cut short some state has no leaf that yields it, or none that requires it."""
    used = set()
    note = lambda state: used.add(state) or state  # noqa: E731
    for entry in leaves:
        walk(entry.get("requires", {}), note)
    for goal in goals:
        walk(goal["reached_by"], note)
    yielded = {state for entry in leaves for state in entry["yields"]}
    starts = [entry for entry in leaves if "requires" not in entry]
    for number, name in enumerate(name for name in states if name not in yielded):
        starts[number % len(starts)]["yields"].append(name)
    goals[0]["reached_by"]["any"] += [name for name in states if name not in used]


class Copy:
    """One copy's names, and the shipped entries under them."""

    def __init__(self, number, dice):
        self.number, self.dice = number, dice

    def named(self, name):
        return f"{name}-{self.number}"

    def required(self, state):
        if self.dice.randrange(CROSSING) == 0:
            return f"{state}-{self.dice.randrange(self.number + 1)}"  # earlier copies: no cycle
        return self.named(state)

    def leaf(self, given):
        made = {
            "leaf": self.named(given["leaf"]),
            "title": "generated",
            "access": given["access"],
            "yields": [self.named(state) for state in given["yields"]],
            "develop": potential(given["develop"]),
            "scope": given.get("scope", "device"),
            "rationale": "generated",
            "stride": given["stride"],
            "refs": {"source": ["generated"]},
            "asserted": "generated",
        }
        if "requires" in given:
            made["requires"] = walk(given["requires"], self.required)
        return made

    def controls(self, given, leaves, wanted):
        """Each is a set of effects by leaf; merged until `wanted` are left."""
        made = []
        for control in given:
            made.append({self.named(e["leaf"]): bool(e.get("cut")) for e in control["effect"]})
        self.dice.shuffle(made)
        for effects in made[wanted:]:
            for leaf, cut in effects.items():
                into = self.dice.choice(made[:wanted])
                into[leaf] = cut or into.get(leaf, False)
        made = made[:wanted]
        for leaf in leaves:
            if not any(leaf["leaf"] in effects for effects in made):
                self.dice.choice(made)[leaf["leaf"]] = True
        kept = {leaf["leaf"] for leaf in leaves}
        made = [{leaf: cut for leaf, cut in effects.items() if leaf in kept} for effects in made]
        return [effects or {self.dice.choice(leaves)["leaf"]: True} for effects in made]


def control_entry(number, effects, dice):
    raised = {"expertise": "multiple", "time": "3m"}
    return {
        "control": f"ctl.n{number:04}",
        "title": "generated",
        "family": "smallest-surface",
        "category": "eliminate",
        "effect": [
            {"leaf": leaf, "cut": True} if cut else {"leaf": leaf, "raise": raised}
            for leaf, cut in sorted(effects.items())
        ],
        "loses": [],
        "prices": [
            {
                "board": "BOARD",
                "micropython": "v1.25.0",
                "compiler": "none",
                "date": "2026-01-01",
                "flash_b": dice.randrange(-500, 5000),
                "ram_b": dice.randrange(0, 300),
                "boot_instructions": None,
                "boot_us": 10,
            }
        ],
        "cost": "generated",
    }


def copies_of(shipped, leaves, controls, dice):
    """So many leaves and controls, the states they use and the shipped goals over all copies."""
    given = {kind: read(shipped / kind) for kind in ("leaves", "controls", "goals")}
    states = sorted(yaml.safe_load((shipped / "vocabulary.yaml").read_text())["states"])
    copies = -(-leaves // len(given["leaves"]))
    made_leaves, made_controls = [], []
    for number in range(copies):
        copy = Copy(number, dice)
        share = (leaves * (number + 1)) // copies - (leaves * number) // copies
        part = [copy.leaf(leaf) for leaf in dice.sample(given["leaves"], min(share, len(given["leaves"])))]
        wanted = (controls * (number + 1)) // copies - (controls * number) // copies
        made_leaves += part
        made_controls += copy.controls(given["controls"], part, wanted)
    names = [f"{state}-{number}" for number in range(copies) for state in states]
    goals = []
    for goal in given["goals"]:
        reached = {"any": [walk(goal["reached_by"], Copy(n, dice).named) for n in range(copies)]}
        goals.append({**goal, "reached_by": reached, "asset_kinds": ["key"]})
    close_gaps(made_leaves, names, goals)
    entries = [control_entry(n, effects, dice) for n, effects in enumerate(made_controls)]
    return Copies(made_leaves, entries, names, goals)
