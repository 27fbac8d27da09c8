"""What tests found, kept below build/results for `scripts/matrix --record`: builds, checks on them, tests that show a control."""

import hashlib
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build/results"


def keep(entry):
    text = json.dumps(entry, sort_keys=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json").write_text(text)


def build_of(folder):
    """Board and controls of the build in a folder, and its stock build; None where there is none."""
    path = pathlib.Path(folder) / "build.json"
    if not path.exists():
        return None
    document = json.loads(path.read_text())
    return {"board": document["board"], "controls": document["controls"], "stock": stock_beside(folder)}


def stock_beside(folder):
    """The digest of the stock firmware that a build is compared with. A board may have several: a test changes some."""
    path = pathlib.Path(folder).parent / "stock/build.json"
    if not path.exists():
        return None
    artefacts = json.loads(path.read_text())["artefacts"]
    return next(artefact["sha256"] for artefact in artefacts if artefact["name"] == "firmware.elf")


def note_build(folder):
    build = build_of(folder)
    if build is not None:
        keep({"kind": "build", "build": build})


def option(words, name):
    return words[words.index(name) + 1] if name in words else None


def note_command(words, out):
    """What a command of mpsec said of a build; anything else is left alone."""
    words = [str(word) for word in words]
    if "build" in words and option(words, "--out") is not None:
        note_build(pathlib.Path(option(words, "--out")) / "hardened")
    if "--json" not in words or not {"attack", "verify", "audit"} & set(words):
        return
    try:
        document = json.loads(out)
    except ValueError:
        return
    if document.get("command") == "verify" and document.get("hardened"):
        note_verdict(document)
    elif document.get("command") == "attack" and option(words, "--build") is not None:
        build = build_of(option(words, "--build"))
        found = {entry["attack"]: entry["outcome"] for entry in document["attacks"]}
        if build is not None and found:
            keep({"kind": "attack", "build": build, "found": found})
    elif document.get("command") == "audit":
        build = build_of(pathlib.Path(words[-1]).parent)
        if build is not None and len(document["inventories"]) == 1:
            facts = document["inventories"][0]["facts"]
            keep({"kind": "audit", "build": build, "found": {fact["name"]: fact["state"] for fact in facts}})


def note_verdict(document):
    checks = {check["id"]: check["verdict"] for leaf in document["leaves"] for check in leaf["checks"]}
    build = {"board": document["hardened"]["board"], "controls": document["hardened"]["controls"]}
    keep({"kind": "verify", "build": build, "found": checks})
