"""Asks the audit about every form of a firmware and counts how its answers compare with the truth."""

import collections
import json
import subprocess

from hostile import spoilt

WORDS = {True: "present", False: "absent"}


class Score:
    def __init__(self):
        self.states = collections.Counter()  # (fact, true state, answer)
        self.forms = collections.Counter()  # (form, answer is unknown)
        self.identity = collections.Counter()  # (question, "right" | "wrong" | "unknown")
        self.wrong = []
        self.apart = []
        self.spoilt = 0
        self.lost = []
        self.firmwares = collections.Counter()

    def state(self, where, form, fact, there, answer):
        self.states[(fact, WORDS[there], answer)] += 1
        self.forms[(form, answer == "unknown")] += 1
        if answer not in ("unknown", WORDS[there]):
            self.wrong.append(f"{where} {form} {fact}: is {WORDS[there]}, audit says {answer}")

    def question(self, where, form, name, right, answer):
        verdict = "unknown" if answer is None else "right" if answer == right else "wrong"
        self.identity[(name, verdict)] += 1
        if verdict == "wrong":
            self.wrong.append(f"{where} {form} {name}: is {right}, audit says {answer}")

    def count(self, *, there=None, answer=None):
        return sum(n for (_, t, a), n in self.states.items() if there in (None, t) and answer in (None, a))

    def report(self):
        tp, fp = self.count(there="present", answer="present"), self.count(there="absent", answer="present")
        fn, tn = self.count(there="present", answer="absent"), self.count(there="absent", answer="absent")
        total, unknown = self.count(), self.count(answer="unknown")
        lines = [*self.wrong, *self.apart, *self.lost, ""]
        ports = ", ".join(f"{count} {port}" for port, count in sorted(self.firmwares.items()))
        lines.append(f"firmwares: {sum(self.firmwares.values())} ({ports})")
        lines.append(f"answers about facts: {total}")
        lines.append(f"wrong absent: {fn}")
        lines.append(f"wrong present: {fp}")
        lines.append(f"right present: {tp}, right absent: {tn}")
        lines.append(f"precision of present: {tp / max(1, tp + fp):.4f}")
        lines.append(f"recall of present: {tp / max(1, self.count(there='present')):.4f}")
        lines.append(f"precision of absent: {tn / max(1, tn + fn):.4f}")
        lines.append(f"recall of absent: {tn / max(1, self.count(there='absent')):.4f}")
        lines.append(f"unknown: {unknown} of {total} ({unknown / max(1, total):.1%})")
        for fact in sorted({fact for fact, _, _ in self.states}):
            row = {(t, a): n for (f, t, a), n in self.states.items() if f == fact}
            blind = sum(n for (_, a), n in row.items() if a == "unknown")
            if blind:
                lines.append(f"  unknown {fact}: {blind} of {sum(row.values())}, of them present "
                             f"{row.get(('present', 'unknown'), 0)}")  # fmt: skip
        for name in sorted({name for name, _ in self.identity}):
            row = {verdict: self.identity[(name, verdict)] for verdict in ("right", "wrong", "unknown")}
            lines.append(f"  {name}: {row['right']} right, {row['wrong']} wrong, {row['unknown']} unknown")
        lines.append(f"truths that disagree: {len(self.apart)}")
        lines.append(f"spoilt images: {self.spoilt}, in which something present is called absent: {len(self.lost)}")
        return "\n".join(lines)


def ask_all(mpsec, path):
    done = subprocess.run([mpsec, "--json", "audit", path], capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{path}: status {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)["inventories"]


def ask(mpsec, path):
    return ask_all(mpsec, path)[0]


def survive(total, mpsec, where, raw, truth, path):
    """Each spoilt form of a raw image: no crash, no hang, and nothing that is there called absent."""
    for name, content in spoilt(raw, where).items():
        path.write_bytes(content)
        total.spoilt += 1
        for inventory in ask_all(mpsec, path):
            for fact in inventory["facts"]:
                there = truth.get(fact["name"])
                if there and fact["state"] == "absent":
                    total.lost.append(f"{where} {name} {fact['name']}: is present, audit says absent")
                if not inventory["recognised"] and fact["state"] != "unknown":
                    total.lost.append(f"{where} {name} {fact['name']}: not recognised, and {fact['state']}")
    path.unlink()


def own(names, wanted):
    return {name for name in names if name in wanted}


def answers(inventory, right):
    """question -> answer; None: the audit does not say."""
    facts, grammar = inventory["identity"], inventory["identity"]["python"]
    helper = next((entry for entry in inventory["frozen_modules"] if entry["file"] == "helper.py"), None)
    # The port's own modules are there besides those that the corpus freezes.
    files = {name for name in inventory["frozen"] if name in right["has-frozen"] or name.startswith("helper")}
    return {
        "is-version": facts["version"] or inventory["micropython"],
        "is-objects": facts["objects"],
        "is-platform": facts["platform"],
        "has-frozen": files if inventory["frozen"] else None,
        "has-functions": {name.split(".")[-1] for name in helper["functions"]} & right["has-functions"] if helper else None,
        "has-constants": own(helper["constants"], right["has-constants"]) if helper else None,
        "has-numbers": own(helper.get("numbers", []), right["has-numbers"] or ()) if helper else None,
        "has-async": None if grammar is None else "async" in grammar,
        "has-walrus": None if grammar is None or "rules not read" in grammar else "assignment expressions" in grammar,
    }


def score(total, mpsec, where, files, truth, right):
    for form, path in files.items():
        inventory = ask(mpsec, path)
        seen = {fact["name"]: fact["state"] for fact in inventory["facts"]}
        for fact, there in truth.items():
            if fact in seen:
                total.state(where, form, fact, there, seen[fact])
        found = answers(inventory, right)
        for name, value in right.items():
            if value is not None:
                total.question(where, form, name, value, found[name])
