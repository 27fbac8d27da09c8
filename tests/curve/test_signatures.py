"""The core's signature check against OpenSSL's, in short; and that the comparison sees what is wrong."""

import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/gcc"
MBEDTLS = ROOT / ".deps/mbedtls-3.6"
# What is changed in core/src/p256.c, by the name of the mistake.
MISTAKES = {
    "equal points are not doubled": ("point_double(sum->x, sum->y, sum->z);\n    }\n}", "}\n}"),
    "infinity is taken for an equal point": ("if (!is_zero) {\n        point_double", "if (true) {\n        point_double"),
    "the last digit is left out": ("for (unsigned i = TOP_DIGIT; i > 0; i--)", "for (unsigned i = TOP_DIGIT; i > 1; i--)"),
    "the topmost digit is left out": ("for (unsigned i = TOP_DIGIT;", "for (unsigned i = TOP_DIGIT - 2;"),
    "x is not reduced": ("    ecdsa_m256_mod_n(s);\n", ""),
}


@pytest.fixture(scope="module")
def program():
    subprocess.run(["ninja", "-C", BUILD, "tests/signatures"], check=True, stdout=subprocess.DEVNULL)
    return BUILD / "tests/signatures"


def ask(program, *words):
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def test_edges_are_answered_as_openssl_and_p256_m_answer_them(program):
    status, said = ask(program, "edges")
    assert status == 0, said
    assert said["asked"] > 3000 and said["good"] > 2500 and said["stock"] > 300


def test_random_signatures_are_answered_alike(program):
    status, said = ask(program, "random", "7", "1000")
    assert status == 0, said
    assert 400 < said["good"] < 600


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_multiplication_is_seen(tmp_path, name):
    source = (ROOT / "core/src/p256.c").read_text(encoding="utf-8")
    old, new = MISTAKES[name]
    assert source.count(old) == 1
    (tmp_path / "p256.c").write_text(source.replace(old, new), encoding="utf-8")
    subprocess.run(
        ["gcc", "-std=gnu11", "-O1", "-w", f'-DMBEDTLS_CONFIG_FILE="{ROOT}/core/crypto/mbedtls_config.h"',
         f"-I{ROOT}/core/include", f"-I{MBEDTLS}/include", f"-I{MBEDTLS}/3rdparty/p256-m/p256-m",
         tmp_path / "p256.c", ROOT / "core/src/crypto_mbedtls.c", MBEDTLS / "library/sha256.c",
         ROOT / "tests/curve/signatures.c", "-lcrypto", "-o", tmp_path / "mistaken"],
        check=True,
    )  # fmt: skip
    status, said = ask(tmp_path / "mistaken", "edges")
    assert (status, said["differ"]) == (1, 1)
