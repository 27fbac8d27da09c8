"""Every --json document has a schema, the schemas are sound, and real outputs keep to them."""

import json
import os

import jsonschema
import project
import pytest

SPEC = project.ROOT / "docs/spec"
SHARED = {"diagnostics", "envelope", "path"}
EXAMPLES = sorted(path.parent for path in (project.ROOT / "examples").glob("*/device.yaml"))


def load(name):
    return json.loads(project.text(SPEC / f"{name}.schema.json"))


def check(document, name):
    """Validates against docs/spec/NAME.schema.json; references stay inside the folder."""
    store = {path.name: json.loads(project.text(path)) for path in SPEC.glob("*.schema.json")}
    schema = load(name)
    base = (SPEC / f"{name}.schema.json").as_uri()
    stored = {(SPEC / file).as_uri(): content for file, content in store.items()}
    resolver = jsonschema.RefResolver(base, schema, store=stored)
    errors = [
        f"{'/'.join(map(str, error.absolute_path)) or 'document'}: {error.message[:200]}"
        for error in jsonschema.Draft7Validator(schema, resolver=resolver).iter_errors(document)
    ]
    assert not errors, f"{name}: " + "\n".join(errors[:10])


def document_of(run, *words, cwd=project.ROOT, statuses=(0, 1)):
    done = run("--json", *words, cwd=cwd)
    assert done.returncode in statuses, done.stdout + done.stderr
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert document["status"] == done.returncode
    check(document, "envelope")
    return document


def test_each_command_has_a_schema_and_each_schema_a_command():
    schemas = {path.name.removesuffix(".schema.json") for path in SPEC.glob("*.schema.json")}
    commands = set(project.commands()) - {"help"}  # help prints for people only
    assert commands <= schemas, f"no schema for {commands - schemas}"
    strangers = schemas - commands - SHARED
    for name in strangers:  # other documents of ours say in their title what they are
        assert load(name)["title"], name


@pytest.mark.parametrize("path", sorted(SPEC.glob("*.schema.json")), ids=lambda path: path.name)
def test_schema_is_a_schema(path):
    schema = json.loads(project.text(path))
    jsonschema.Draft7Validator.check_schema(schema)
    command = path.name.removesuffix(".schema.json")
    if command in project.commands():
        assert schema["properties"]["command"] == {"const": command}
        assert schema["properties"]["diagnostics"] == {"$ref": "diagnostics.schema.json"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_judgement_of_each_example_keeps_to_its_schema(run, example):
    check(document_of(run, "model", cwd=example), "model")
    check(document_of(run, "threats", cwd=example), "threats")
    check(document_of(run, "plan", "--dry-run", cwd=example), "plan")


def test_small_commands_keep_to_their_schemas(run, tmp_path):
    check(document_of(run, "version"), "version")
    check(document_of(run, "explain", "mp.repl.raw"), "explain")
    check(document_of(run, "new", "shed", cwd=tmp_path), "new")


def test_keys_and_images_keep_to_their_schemas(run, tmp_path):
    def image(*words, statuses=(0,)):
        check(document_of(run, "image", *words, cwd=tmp_path, statuses=statuses), "image")

    words = ("keygen", "--no-passphrase", "k.pem", "--public", "k.pub")
    check(document_of(run, *words, cwd=tmp_path), "keygen")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/data").write_text("x")
    release = ("--version", "1.2.3", "--counter", "7")
    image("romfs", "app", "-o", "app.romfs", "--no-compile")
    image("ls", "app.romfs")
    image("sign", "app.romfs", "-o", "app.img", "-k", "k.pem", *release, "--vendor-id", "x.org")
    image("info", "app.img")
    image("info", "app.romfs", statuses=(1,))
    image("verify", "app.img", "-k", "k.pub")
    image("verify", "app.romfs", "-k", "k.pub", statuses=(1,))
    image("encrypt", "app.img", "--for", "k.pub", "-k", "k.pem", "-o", "app.enc")
    image("decrypt", "app.enc", "-k", "k.pem", "-o", "payload")
    image("extract", "app.img", "-o", "payload")
    image("digest", "app.romfs", *release, "-o", "draft")


def test_result_and_report_keep_to_their_schemas(run, tmp_path):
    fixture = project.ROOT / "tests/fixtures/verify.json"
    check(json.loads(project.text(fixture)), "verify")
    words = ("report", project.ROOT / "examples/greenhouse/device.yaml", "--from", fixture)
    check(document_of(run, *words, "--out", tmp_path / "page.html"), "report")


@pytest.mark.parametrize("command", sorted(set(project.commands()) - {"help", "version"}))
def test_mistakes_keep_to_the_envelope(run, command, tmp_path):
    for words in ((command, "--frobnicate"), (command, "a", "b", "c"), (command, "no-such-thing")):
        if command in ("new", "keygen") and words[1] == "no-such-thing":
            continue  # a good name for a new device, and for a new key
        document = document_of(run, *words, cwd=tmp_path, statuses=(2,))
        assert document["command"] == command
        assert document["diagnostics"]


def recorded(*names):
    """A document that the demo or a test run left, when there is one."""
    folder = project.ROOT / "examples/greenhouse/out"
    path = folder.joinpath(*names)
    return json.loads(project.text(path)) if path.exists() else None


def test_documents_of_the_last_demo_keep_to_their_schemas(run):
    """Builds take minutes: tests/cli makes them; what `make demo` left is checked here."""
    result = recorded("verify.json")
    if result is None:
        assert "MPSEC_DEMO" not in os.environ, "the demo left no verify.json"
        pytest.skip("make demo has not run here")
    check(result, "verify")
    elf = project.ROOT / "examples/greenhouse/out/hardened/firmware.elf"
    check(document_of(run, "audit", elf), "audit")
