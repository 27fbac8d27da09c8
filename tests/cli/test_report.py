"""mpsec report: one page that says what verify found, and nothing more."""

import copy
import html.parser
import json
import re
import subprocess

import pytest

VOID = {"meta", "br", "rect", "path", "hr", "img", "link"}


class Page(html.parser.HTMLParser):
    """Reads a page as a strict browser would: every tag closed, in order."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.stack, self.tags, self.text, self.errors = [], [], [], []
        self.feed(content)
        self.close()
        self.words = " ".join("".join(self.text).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.errors.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if not self.stack or self.stack[-1] != "style":
            self.text.append(data + " ")


@pytest.fixture(scope="module")
def result(root):
    return json.loads((root / "tests/fixtures/verify.json").read_text())


@pytest.fixture
def report(mpsec, root, tmp_path):
    """Writes a result, runs mpsec report on it for the example, and returns both."""

    def run(document, *words, env=None):
        source = tmp_path / "verify.json"
        source.write_text(document if isinstance(document, str) else json.dumps(document))
        model = root / "examples/greenhouse/device.yaml"
        return mpsec("report", model, "--from", source, *words, cwd=tmp_path, env=env)

    return run


@pytest.fixture
def page(report):
    def make(document):
        done = report(document, "--out", "-")
        assert done.status == 0, done.err
        return Page(done.out)

    return make


def test_report_writes_the_page_and_names_it(report, result, tmp_path):
    done = report(result, "--out", "new/folder/page.html")
    assert (done.status, done.out, done.err) == (0, "new/folder/page.html\n", "")
    assert (tmp_path / "new/folder/page.html").read_text().startswith("<!DOCTYPE html>\n")


def test_report_stands_beside_the_model_by_default(mpsec, root, result, tmp_path):
    project = tmp_path / "device"
    (project / "out").mkdir(parents=True)
    example = root / "examples/greenhouse"
    for source in example.rglob("*"):
        if source.is_file() and "out" not in source.relative_to(example).parts:
            target = project / source.relative_to(example)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    (project / "out/verify.json").write_text(json.dumps(result))
    done = mpsec("report", cwd=project)
    assert done.status == 0, done.err
    assert done.out == "out/report.html\n" or done.out == "./out/report.html\n"
    assert (project / "out/report.html").exists()


def test_page_is_well_formed_and_self_contained(page, result):
    seen = page(result)
    assert seen.errors == [] and seen.stack == []
    names = [tag for tag, _ in seen.tags]
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(names)
    for tag, attributes in seen.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        for name in ("src", "href", "xlink:href", "action"):
            assert attributes.get(name, "#").startswith("#"), (tag, attributes)
    identifiers = [a["id"] for _, a in seen.tags if "id" in a]
    assert len(identifiers) == len(set(identifiers))
    targets = {a["href"][1:] for tag, a in seen.tags if tag == "a"}
    assert targets <= set(identifiers)


def test_page_can_be_read_by_a_machine_for_the_blind(page, result):
    seen = page(result)
    assert ("html", {"lang": "en"}) in seen.tags
    assert sum(tag == "h1" for tag, _ in seen.tags) == 1
    for tag, attributes in seen.tags:
        if tag == "th":
            assert attributes.get("scope") in ("col", "row", "rowgroup")
        if tag == "svg":
            assert attributes.get("role") == "img" or attributes.get("aria-hidden") == "true"


def test_page_begins_with_the_answer(page, result):
    words = page(result).words
    answer = words.index("Good enough for the stated appetite.")
    assert answer < words.index("Before and after", answer)
    closed = result["plan"]["before"] - sum(p["above"] for p in result["threats"]["observed"]["paths"])
    assert f"{len(result['plan']['controls'])} controls close {closed} paths" in words


def test_page_says_what_is_not_good_enough(page, result):
    worse = copy.deepcopy(result)
    worse["good_enough"] = False
    worse["reasons"] = ["mp.repl.raw is open above the appetite"]
    worse["leaves"][0]["above"] = True
    words = page(worse).words
    assert "Not good enough for the stated appetite." in words
    assert "Good enough" not in words
    assert "mp.repl.raw is open above the appetite" in words
    assert "1 threat stays open above the appetite without an answer." in words


def test_page_does_not_take_the_plan_at_its_word(page, result):
    """Without the paths that checks left open, the controls are planned, not shown, to work."""
    bare = copy.deepcopy(result)
    del bare["threats"]
    words = page(bare).words
    assert "controls are planned to close" in words
    assert "The result holds no lists of paths." in words


@pytest.mark.parametrize("verdict", ["not-run", "broken-check", "inconclusive", "fail"])
def test_only_a_pass_is_shown_as_good(report, result, verdict):
    changed = copy.deepcopy(result)
    for leaf in changed["leaves"]:
        leaf["verdict"] = verdict
        for check in leaf["checks"]:
            check["verdict"] = verdict
    content = report(changed, "--out", "-").out
    assert f'badge {"bad" if verdict == "fail" else "warn"}">{verdict}</span>' in content
    assert '<span class="badge good">pass</span>' not in content
    assert f'<span class="badge good">{verdict}</span>' not in content


def test_application_that_nobody_tried_is_not_said_to_work(page, result):
    changed = copy.deepcopy(result)
    changed["works"] = {"known": False, "stock": True, "hardened": True}
    words = page(changed).words
    assert "The application's own work: not tried" in words


def hostile(value, text):
    """The same document with every free text replaced."""
    if isinstance(value, dict):
        kept = ("device", "goal", "control", "leaf", "verdict", "adversary")
        return {k: v if k in kept else hostile(v, text) for k, v in value.items()}
    if isinstance(value, list):
        return [hostile(item, text) for item in value]
    return text if isinstance(value, str) else value


def test_what_a_device_answers_cannot_become_markup(report, result):
    text = "\"'></td><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\x1b[2J"
    done = report(hostile(result, text), "--out", "-")
    assert done.status == 0, done.err
    seen = Page(done.out)
    assert seen.errors == []
    assert not {"script", "img"} & {tag for tag, _ in seen.tags}
    assert "\x1b" not in done.out
    assert "&lt;script&gt;" in done.out


def test_page_speaks_of_evidence_and_never_of_compliance(page, result):
    words = page(result).words.lower()
    assert "evidence" in words
    for claim in ("compliant", "complies", "compliance", "is certified", "unhackable", "100%"):
        assert claim not in words


def test_same_input_gives_the_same_bytes(report, result):
    one = report(result, "--out", "-", env={"SOURCE_DATE_EPOCH": "1767225600"}).out
    two = report(result, "--out", "-", env={"SOURCE_DATE_EPOCH": "1767225600"}).out
    assert one == two
    assert "2026-01-01" in one


def test_page_names_every_leaf_control_and_hash_of_the_result(page, result):
    words = page(result).words
    for leaf in result["leaves"]:
        assert leaf["leaf"] in words
    for control in result["plan"]["controls"]:
        assert control["control"] in words
    for build in ("stock", "hardened"):
        for artefact in result[build]["artefacts"]:
            assert artefact["sha256"] in words


def test_page_tells_nothing_of_the_machine(report, result):
    done = report(result, "--out", "-")
    places = [word for word in re.findall(r"(?<![\w<.])/[\w./-]{4,}", done.out)]
    assert not [place for place in places if place.split("/")[1] in ("root", "home", "usr")]


def test_json_names_the_page(report, result):
    done = report(result, "--out", "page.html", "--json")
    document = done.json()
    assert (done.status, document["command"], document["page"]) == (0, "report", "page.html")


def test_json_and_the_page_do_not_share_standard_output(report, result):
    done = report(result, "--out", "-", "--json")
    assert done.status == 2
    said = done.json()["diagnostics"][0]
    assert said["text"] == "--json and the page cannot both go to standard output"


def test_missing_result_is_an_input_error(mpsec, root, tmp_path):
    model = root / "examples/greenhouse/device.yaml"
    done = mpsec("report", model, "--from", "none.json", "--out", "p.html", cwd=tmp_path)
    assert done.status == 2
    assert done.err.startswith("none.json: error: ")
    assert not (tmp_path / "p.html").exists()


def test_damaged_result_is_reported_with_its_place(report, tmp_path):
    done = report('{"device": "greenhouse",\n "leaves": [', "--out", "p.html")
    assert done.status == 2
    assert re.match(rf"{tmp_path}/verify\.json:2:\d+: error: not JSON: ", done.err)
    assert done.err.endswith("  remedy: run mpsec verify again\n")


@pytest.mark.parametrize(
    "document, said",
    [
        ("[]", "this is not a result of mpsec verify"),
        ("{}", "this is not a result of mpsec verify: 'leaves' is missing"),
        ('{"leaves": 3}', "this is not a result of mpsec verify: 'leaves' has another type"),
        ("{}", "this is not a result of mpsec verify: 'good_enough' is not true or false"),
        ('{"a": 1, "a": 2}', "not JSON: duplicate object key"),
    ],
)
def test_document_of_another_shape_is_refused(report, document, said, tmp_path):
    done = report(document, "--out", "p.html")
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "p.html").exists()


def test_result_of_another_device_is_refused(report, result, tmp_path):
    other = {**result, "device": "toolshed"}
    done = report(other, "--out", "p.html")
    assert done.status == 2
    assert "error: the result is about 'toolshed', the model about 'greenhouse'" in done.err
    assert not (tmp_path / "p.html").exists()


def test_page_that_cannot_be_written_is_a_broken_environment(report, result, tmp_path):
    (tmp_path / "file").write_text("")
    done = report(result, "--out", "file/page.html")
    assert done.status == 3, done.err


def test_full_disk_is_a_broken_environment(binary, root, tmp_path):
    words = ["report", root / "examples/greenhouse/device.yaml", "--out", "-"]
    words += ["--from", root / "tests/fixtures/verify.json"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([binary, *words], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3


def test_the_link_gate_says_what_had_to_be_there_and_what_was(page, result):
    words = page(result).words
    assert "__wrap_pyexec_raw_repl there there" in words
    assert "mp_compile gone gone" in words


def test_the_page_names_the_micropython_that_was_built(page, result):
    assert "MicroPython 1.25.0" in page(result).words
