"""mpsec image: what is signed is admitted, what is changed is refused, what cannot be told is said."""

import base64
import hashlib
import pathlib
import shutil
import struct
import subprocess
import sys
import uuid

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
import image as image_oracle  # noqa: E402
import p256  # noqa: E402

IMGTOOL = ROOT / "tests/vectors/imgtool"
SCALAR = bytes.fromhex("bed8260a817c2767ec7eacd2b30a7c6338412fe7f75da4865af28a34a1e41816")
LABEL = b"mpsec-ciphertext-v1"
PAYLOAD = bytes(range(256)) * 3 + b"not a multiple of 16"
RELEASE = ("--version", "1.2.3+4", "--counter", "7")


def records(area):
    found, at = [], 4
    while at < len(area):
        kind, size = struct.unpack_from("<HH", area, at)
        found.append((kind, area[at + 4 : at + 4 + size]))
        at += 4 + size
    return found


def parts(data):
    """header, payload, protected area, records of the unprotected area"""
    assert image_oracle.verdict(data) == "MPSEC_OK"
    protected, payload = struct.unpack_from("<HI", data, 10)
    end = 32 + payload + protected
    return data[:32], data[32 : 32 + payload], data[32 + payload : end], records(data[end:])


def aes_ctr(key, data):
    done = subprocess.run(
        ["openssl", "enc", f"-aes-{len(key) * 8}-ctr", "-K", key.hex(), "-iv", "00" * 16, "-nopad"],
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def home(mpsec, tmp_path_factory):
    """Keys a, b (signers) and d (a device's), and a payload."""
    folder = tmp_path_factory.mktemp("image")
    for name in "abd":
        done = mpsec("keygen", "--no-passphrase", f"{name}.pem", "-p", f"{name}.pub", cwd=folder)
        assert done.status == 0
    (folder / "payload").write_bytes(PAYLOAD)
    return folder


@pytest.fixture(scope="module")
def sign(mpsec, home):
    def run(out, *words, payload="payload", key="a.pem"):
        done = mpsec("image", "sign", payload, "-o", out, "--key", key, *RELEASE, *words, cwd=home)
        assert done.status == 0, done.err
        return (home / out).read_bytes()

    return run


@pytest.fixture(scope="module")
def verify(mpsec, home):
    def run(name, *words, key="a.pub"):
        done = mpsec("image", "verify", "--json", name, "--key", key, *words, cwd=home)
        judgement = done.json()["judgement"]
        assert (done.status == 0) == judgement["accepted"]
        return judgement["name"].removeprefix("MPSEC_VERDICT_").removeprefix("MPSEC_ERR_")

    return run


def public(home, name):
    pem = (home / f"{name}.pub").read_text()
    return base64.b64decode("".join(pem.splitlines()[1:-1]))


def test_a_signed_image_is_what_the_specification_says(sign, home):
    header, payload, protected, last = parts(sign("spec.img"))
    assert header == struct.pack(
        "<IIHHIIBBHII", 0x96F3B83D, 0, 32, len(protected), len(PAYLOAD), 0x10, 1, 2, 3, 4, 0
    )
    assert payload == PAYLOAD
    assert records(protected) == [(0x50, struct.pack("<I", 7))]
    digest = hashlib.sha256(header + payload + protected).digest()
    spki = public(home, "a")
    assert [kind for kind, _ in last] == [0x10, 0x01, 0x22]
    assert last[0][1] == digest and last[1][1] == hashlib.sha256(spki).digest()
    assert p256.verifies(p256.point_of(spki), digest, last[2][1])


def test_ids_follow_mcuboots_rule(sign):
    protected = records(parts(sign("ids.img", "--vendor-id", "example.com", "--class-id", "pump"))[2])
    vendor = uuid.uuid5(uuid.NAMESPACE_DNS, "example.com")
    assert protected[1:] == [(0x74, vendor.bytes), (0x75, uuid.uuid5(vendor, "pump").bytes)]
    given = "00112233-4455-6677-8899-AABBCCDDEEFF"
    protected = records(parts(sign("ids2.img", "--class-id", given))[2])
    assert protected[1:] == [(0x75, uuid.UUID(given).bytes)]


@pytest.mark.parametrize("words, size", [((), 16), (("--aes256",), 32)])
def test_an_encrypted_image_opens_by_the_specification(sign, home, words, size):
    data = sign("enc.img", "--encrypt-for", "d.pub", *words)
    header, payload, protected, last = parts(data)
    assert [kind for kind, _ in last] == [0x10, 0x01, 0x22, 0x32, 0xA4]
    found = subprocess.run(
        ["openssl", "pkey", "-in", home / "d.pem", "-outform", "DER"], capture_output=True, check=True
    ).stdout
    scalar = int.from_bytes(found[found.index(b"\x02\x01\x01\x04\x20") + 5 :][:32], "big")
    key = p256.open_wrapped(scalar, last[3][1], aes_ctr)
    assert len(key) == size
    plaintext = aes_ctr(key, payload)
    assert plaintext == PAYLOAD + bytes(-len(PAYLOAD) % 16)
    digest = hashlib.sha256(header + plaintext + protected).digest()
    point = p256.point_of(public(home, "a"))
    assert digest == last[0][1] and p256.verifies(point, digest, last[2][1])
    stored = hashlib.sha256(LABEL + header + payload + protected + digest + last[3][1]).digest()
    assert p256.verifies(point, stored, last[4][1])


def test_two_images_never_share_a_content_key(sign):
    first, second = (parts(sign(f"twice{i}.img", "--encrypt-for", "d.pub")) for i in range(2))
    assert first[1] != second[1] and first[3][3] != second[3][3]


def test_verify_admits_what_was_signed_by_this_key_alone(sign, verify):
    sign("v.img")
    assert verify("v.img") == "ADMIT"
    assert verify("v.img", key="b.pub") == "DENY_KEY"
    assert verify("v.img", "--key", "b.pub") == "ADMIT"
    assert verify("v.img", "--signers", "2") == "DENY_SIGNERS"
    assert verify("v.img", "--counter", "7") == "ADMIT"
    assert verify("v.img", "--counter", "8") == "DENY_ROLLBACK"
    assert verify("v.img", "--vendor-id", "example.com") == "DENY_CLASS"


def test_two_signers_are_both_judged(sign, verify):
    sign("two.img", "--second-key", "b.pem")
    assert verify("two.img", "--key", "b.pub", "--signers", "2") == "ADMIT"
    assert verify("two.img") == "DENY_KEY"


def test_verify_needs_a_key(mpsec, sign, home):
    sign("nokey.img")
    done = mpsec("image", "verify", "nokey.img", cwd=home)
    assert done.status == 2 and "without one nothing is verified" in done.err


def test_an_encrypted_image_is_judged_without_its_key(sign, verify):
    sign("e.img", "--encrypt-for", "d.pub")
    assert verify("e.img") == "AUTHENTIC"
    assert verify("e.img", key="b.pub") == "DENY_KEY"
    assert verify("e.img", "--decrypt-key", "d.pem") == "ADMIT"
    assert verify("e.img", "--decrypt-key", "b.pem") == "DECRYPTION"


def change(data, start, found):
    at = data.index(found, start)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_no_part_of_an_encrypted_image_can_be_changed_unseen(sign, verify, home):
    data = sign("whole.img", "--encrypt-for", "d.pub")
    header, payload, protected, last = parts(data)
    for name, found in (("payload", payload), ("protected", protected[8:]), ("digest", last[0][1]),
                        ("wrapped", last[3][1][97:]), ("point", last[3][1][1:65])):
        (home / "changed.img").write_bytes(change(data, 32, found))
        want = "DENY_SIGNATURE"
        assert verify("changed.img") == want, name
        assert verify("changed.img", "--decrypt-key", "d.pem") == want, name
    (home / "changed.img").write_bytes(data[:20] + b"\x09" + data[21:])
    assert verify("changed.img") == "DENY_SIGNATURE"


def test_without_signed_ciphertext_nobody_can_tell(sign, verify, home):
    data = sign("bare.img", "--encrypt-for", "d.pub")
    sealed = parts(data)[3][4][1]
    bare = data[: -len(sealed) - 4]
    at = data.index(b"\x07\x69", 32 + 784)
    size = struct.unpack_from("<H", bare, at + 2)[0] - len(sealed) - 4
    (home / "bare.img").write_bytes(bare[: at + 2] + struct.pack("<H", size) + bare[at + 4 :])
    assert verify("bare.img") == "CANNOT_TELL"
    assert verify("bare.img", "--decrypt-key", "d.pem") == "ADMIT"


@pytest.mark.parametrize(
    "name, want",
    [
        ("good", "ADMIT"),
        ("pubkey_tlv", "ADMIT"),
        ("badsig", "DENY_SIGNATURE"),
        ("forged", "DENY_SIGNATURE"),
        ("otherkey", "DENY_KEY"),
        ("trailing_byte", "TRAILING"),
        ("enc_aes128", "CANNOT_TELL"),
    ],
)
def test_images_of_imgtool_get_their_verdict(verify, name, want):
    assert verify(IMGTOOL / f"{name}.img", key=IMGTOOL / "signer.pub.pem") == want


@pytest.fixture(scope="module")
def imgtool_key(home):
    der = bytes.fromhex("30310201010420") + SCALAR + bytes.fromhex("a00a06082a8648ce3d030107")
    text = base64.b64encode(der).decode()
    (home / "imgtool.pem").write_text(
        f"-----BEGIN EC PRIVATE KEY-----\n{text}\n-----END EC PRIVATE KEY-----\n"
    )
    return "imgtool.pem"


def test_what_imgtool_encrypted_opens(mpsec, verify, home, imgtool_key):
    signer = IMGTOOL / "signer.pub.pem"
    assert verify(IMGTOOL / "enc_aes128.img", "--decrypt-key", imgtool_key, key=signer) == "ADMIT"
    done = mpsec("image", "decrypt", IMGTOOL / "enc_aes128.img", "--key", imgtool_key, "-o",
                 "opened", cwd=home)
    assert done.status == 0 and "no signature was checked" in done.out
    payload = (IMGTOOL / "payload.bin").read_bytes()
    assert (home / "opened").read_bytes() == payload + bytes(-len(payload) % 16)


@pytest.fixture
def imgtool(home):
    """MCUboot's own tool, where it is found; always asked with a key, for it verifies nothing without."""
    program = shutil.which("imgtool")
    if program is None:
        pytest.skip("imgtool is not on this machine")

    def run(*words):
        return subprocess.run([program, *words], cwd=home, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize("words", [(), ("--vendor-id", "example.com", "--class-id", "valve")])
def test_imgtool_accepts_what_we_sign(sign, imgtool, words):
    sign("imgtool.img", *words)
    done = imgtool("verify", "-k", "a.pub", "imgtool.img")
    assert done.returncode == 0, done.stdout + done.stderr
    assert imgtool("verify", "-k", "b.pub", "imgtool.img").returncode != 0


# 0x00b1 is another vendor's record: it is under the digest, and skipped.
@pytest.mark.parametrize("words", [(), ("--custom-tlv", "0x00b1", "0x12345678"),
                                   ("--public-key-format", "full")])
@pytest.mark.parametrize("bits", [0, 128, 256])
def test_what_imgtool_signs_is_admitted(imgtool, verify, words, bits):
    cipher = ("--encrypt", "d.pub", "--encrypt-keylen", str(bits)) if bits else ()
    done = imgtool("sign", "--key", "a.pem", "--version", "1.2.3+4", "--header-size", "32", "--pad-header",
                   "--slot-size", "0x100000", "--align", "8", "--security-counter", "7", *words, *cipher,
                   "payload", "theirs.img")
    assert done.returncode == 0, done.stdout + done.stderr
    opener = ("--decrypt-key", "d.pem") if bits else ()
    assert verify("theirs.img", "--counter", "7", *opener) == "ADMIT"
    assert verify("theirs.img", "--counter", "8", *opener) == "DENY_ROLLBACK"
    assert verify("theirs.img", *opener, key="b.pub") == "DENY_KEY"
    if bits:
        assert verify("theirs.img") == "CANNOT_TELL"


def test_encrypt_keeps_what_was_signed(mpsec, sign, verify, home):
    sign("plain.img", "--vendor-id", "example.com")
    done = mpsec("image", "encrypt", "plain.img", "--for", "d.pub", "--key", "a.pem", "-o",
                 "encrypted.img", "--aes256", cwd=home)
    assert done.status == 0, done.err
    assert verify("encrypted.img", "--vendor-id", "example.com", "--counter", "7") == "AUTHENTIC"
    assert verify("encrypted.img", "--decrypt-key", "d.pem") == "ADMIT"
    done = mpsec("image", "encrypt", "plain.img", "--for", "d.pub", "--key", "b.pem", "-o", "x",
                 cwd=home)
    assert done.status == 2 and "an image is encrypted by those that signed it" in done.err
    assert not (home / "x").exists()


def test_extract_gives_the_payload_back(mpsec, sign, home):
    data = sign("x.img")
    assert mpsec("image", "extract", "x.img", "-o", "out", cwd=home).status == 0
    assert (home / "out").read_bytes() == PAYLOAD
    (home / "damaged.img").write_bytes(change(data, 32, PAYLOAD))
    done = mpsec("image", "extract", "damaged.img", "-o", "never", cwd=home)
    assert done.status == 1 and "not the one whose digest" in done.out
    sign("y.img", "--encrypt-for", "d.pub")
    done = mpsec("image", "extract", "y.img", "-o", "never", cwd=home)
    assert done.status == 2 and "the image is encrypted" in done.err
    assert not (home / "never").exists()


def test_decrypt_wants_an_encrypted_image(mpsec, sign, home):
    sign("z.img")
    done = mpsec("image", "decrypt", "z.img", "-k", "d.pem", "-o", "never", cwd=home)
    assert done.status == 2 and "the image is not encrypted" in done.err
    sign("e2.img", "--encrypt-for", "d.pub")
    done = mpsec("image", "decrypt", "e2.img", "-k", "b.pem", "-o", "never", cwd=home)
    assert done.status == 1 and "the key does not open it" in done.out
    assert mpsec("image", "decrypt", "e2.img", "-k", "d.pem", "-o", "open", cwd=home).status == 0
    assert (home / "open").read_bytes() == PAYLOAD + bytes(-len(PAYLOAD) % 16)
    assert not (home / "never").exists()


def sign_elsewhere(home, key, digest):
    words = ["openssl", "pkeyutl", "-sign", "-inkey", f"{key}.pem", "-in", digest]
    return subprocess.run(words, cwd=home, capture_output=True, check=True).stdout


def test_signatures_can_be_made_elsewhere(mpsec, verify, home):
    done = mpsec("image", "digest", "payload", *RELEASE, "-o", "draft", "--raw", "d1", cwd=home)
    assert done.status == 0
    assert done.out.strip() == hashlib.sha256((home / "draft").read_bytes()).hexdigest()
    (home / "s1").write_bytes(sign_elsewhere(home, "a", "d1"))
    attach = ("image", "attach", "-s")
    assert mpsec(*attach, "s1", "-k", "a.pub", "draft", "-o", "at.img", cwd=home).status == 0
    assert verify("at.img") == "ADMIT"
    assert mpsec("image", "digest", "at.img", "--raw", "d2", cwd=home).out == done.out
    r, s = p256.scalars(sign_elsewhere(home, "b", "d2"))
    (home / "s2").write_bytes(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    assert mpsec(*attach, "s2", "-k", "b.pub", "at.img", "-o", "at2.img", cwd=home).status == 0
    assert verify("at2.img", "--key", "b.pub", "--signers", "2") == "ADMIT"
    wrong = mpsec(*attach, "s1", "-k", "b.pub", "draft", "-o", "never", cwd=home)
    assert wrong.status == 2 and "the signature is not this key's over this image" in wrong.err
    twice = mpsec(*attach, "s1", "-k", "a.pub", "at.img", "-o", "never", cwd=home)
    assert twice.status == 2 and "this key has signed the image already" in twice.err
    assert not (home / "never").exists()


def test_a_ciphertext_can_be_signed_elsewhere(mpsec, verify, home, imgtool_key):
    """An image of imgtool's gets the signature it lacks, if its signer gives it: here nobody can."""
    bare = IMGTOOL / "enc_aes128.img"
    done = mpsec("image", "digest", "--json", bare, "--raw", "d3", cwd=home)
    assert done.json()["awaits"] == "the signature of the ciphertext"
    (home / "s3").write_bytes(sign_elsewhere(home, "a", "d3"))
    done = mpsec("image", "attach", "-s", "s3", "-k", "a.pub", bare, "-o", "never", cwd=home)
    assert done.status == 2 and "this key is not it" in done.err


def test_info_shows_a_malformed_image_and_its_error(mpsec, sign, home):
    sign("info.img")
    done = mpsec("image", "info", "--json", "info.img", cwd=home)
    shown = done.json()["image"]
    assert done.status == 0 and shown["form"] == "MPSEC_OK"
    assert shown["security_counter"] == 7 and shown["header"]["version"] == "1.2.3+4"
    done = mpsec("image", "info", IMGTOOL / "trailing_byte.img")
    assert done.status == 1
    assert "MPSEC_ERR_TRAILING: bytes are left over behind the last record (§3)" in done.out
    assert "1.2.3+0" in done.out or "1.0.0+0" in done.out
    (home / "empty").write_bytes(b"")
    done = mpsec("image", "info", "empty", cwd=home)
    assert done.status == 1 and "MPSEC_ERR_TRUNCATED" in done.out


@pytest.mark.parametrize(
    "words, message",
    [
        ([], "a subcommand is missing"),
        (["frobnicate"], "there is no subcommand 'frobnicate'"),
        (["sign"], "this takes one file or folder, not 0"),
        (["sign", "payload", "-o", "never"], "both must be given"),
        (["sign", "payload", "-o", "never", *RELEASE], "an image is signed by a key"),
        (["sign", "payload", "-k", "a.pem", *RELEASE], "nothing says where to write"),
        (["sign", "payload", "-o", "never", "-k", "a.pub", *RELEASE], "this is not a private key"),
        (["sign", "payload", "-o", "never", "-k", "a.pem", "--version", "1", "--counter", "1"],
         "'1' is no version"),
        (["sign", "payload", "-o", "never", "-k", "a.pem", "--version", "256.0", "--counter", "1"],
         "'256.0' is no version"),
        (["sign", "payload", "-o", "never", "-k", "a.pem", "--version", "1.0", "--counter", "-1"],
         "the security counter is a whole number"),
        (["sign", "payload", "-o", "never", "-k", "a.pem", *RELEASE, "--aes256"],
         "nothing is encrypted"),
        (["sign", "payload", "-o", "never", "-k", "a.pem", *RELEASE, "--class-id", "pump"],
         "names of classes belong to a vendor"),
        (["sign", "payload", "-o", "never", "-k", "a.pem", *RELEASE, "--second-key", "a.pem"],
         "one key cannot sign twice"),
        (["sign", "empty-payload", "-o", "never", "-k", "a.pem", *RELEASE], "a payload has 1 to"),
        (["verify", "payload", "-k", "a.pem"], "this is not a public key"),
        (["verify", "payload", "-k", "a.pub", "--signers", "3"], "--signers is 1 or 2, not 3"),
        (["decrypt", "payload", "-o", "never"], "to decrypt takes a key"),
        (["attach", "payload", "-o", "never"], "to attach takes a signature"),
        (["attach", "payload", "-s", "payload", "-k", "a.pub", "-o", "never"],
         "neither a draft nor an image"),
    ],
)
def test_mistakes_are_usage(mpsec, home, words, message):
    (home / "empty-payload").write_bytes(b"")
    done = mpsec("image", *words, cwd=home)
    assert done.status == 2 and message in done.err, done.err
    assert not (home / "never").exists()


def test_a_key_on_another_curve_is_refused(mpsec, home):
    for words in (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["-algorithm", "ed25519"]):
        subprocess.run(["openssl", "genpkey", *words, "-out", "other.pem"], cwd=home, check=True,
                       capture_output=True)
        done = mpsec("image", "sign", "payload", "-o", "never", "-k", "other.pem", *RELEASE, cwd=home)
        assert done.status == 2 and "not a key on the curve P-256" in done.err


def test_an_encrypted_key_wants_its_passphrase(mpsec, home):
    assert mpsec("keygen", "p.pem", cwd=home, env={"MPSEC_PASSPHRASE": "right"}).status == 0
    words = ("image", "sign", "payload", "-o", "p.img", "-k", "p.pem", *RELEASE)
    assert mpsec(*words, cwd=home, env={"MPSEC_PASSPHRASE": "right"}).status == 0
    done = mpsec(*words, cwd=home, env={"MPSEC_PASSPHRASE": "wrong"})
    assert done.status == 2 and "the passphrase does not open this key" in done.err


MODULES = [
    path
    for path in (pathlib.Path("/usr/lib/softhsm/libsofthsm2.so"),
                 *pathlib.Path("/usr/lib").glob("*/softhsm/libsofthsm2.so"))
    if path.exists()
]


@pytest.fixture(scope="module")
def token(home):
    """A SoftHSM token "mpsec" with the keys "release" and "other", both on P-256, and "rsa"."""
    assert MODULES, "softhsm2 is not installed: run make setup"
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}/tokens\n")
    env = {"SOFTHSM2_CONF": str(home / "softhsm2.conf"), "PATH": "/usr/bin:/bin"}

    def run(*words):
        subprocess.run(words, env=env, check=True, capture_output=True)

    run("softhsm2-util", "--init-token", "--free", "--label", "mpsec", "--so-pin", "5678", "--pin", "1234")
    for number, label in enumerate(("release", "other"), 1):
        run("pkcs11-tool", "--module", str(MODULES[0]), "--token-label", "mpsec", "--login", "--pin", "1234",
            "--keypairgen", "--key-type", "EC:prime256v1", "--label", label, "--id", f"0{number}")
    run("pkcs11-tool", "--module", str(MODULES[0]), "--token-label", "mpsec", "--read-object", "--type", "pubkey",
        "--id", "01", "--output-file", str(home / "token.der"))
    run("openssl", "pkey", "-pubin", "-inform", "DER", "-in", str(home / "token.der"), "-out",
        str(home / "token.pub"))
    return {"SOFTHSM2_CONF": env["SOFTHSM2_CONF"]}


def uri(path, *query):
    return f"pkcs11:{path}?" + "&".join((f"module-path={MODULES[0]}", *query))


def sign_by(mpsec, home, env, key, out="token.img"):
    return mpsec("image", "sign", "payload", "-o", out, "--key", key, *RELEASE, cwd=home, env=env)


def test_a_key_in_a_token_signs(mpsec, home, token, verify):
    release = "token=mpsec;object=release"
    done = sign_by(mpsec, home, {**token, "MPSEC_PIN": "1234"}, uri(release))
    assert done.status == 0, done.err
    assert verify("token.img", key="token.pub") == "ADMIT"
    (home / "pin").write_text("1234\n")
    assert sign_by(mpsec, home, token, uri(release, f"pin-source=file:{home}/pin")).status == 0
    assert sign_by(mpsec, home, token, uri("token=mpsec;id=%01", "pin-value=1234")).status == 0
    assert verify("token.img", key="token.pub") == "ADMIT"


@pytest.mark.parametrize(
    "path, pin, status, message",
    [
        ("token=mpsec;object=release", "9999", 2, "the token does not let us in"),
        ("token=mpsec;object=release", None, 2, "the token wants a PIN, and there is none"),
        ("token=mpsec;object=nobody", "1234", 2, "the token shows no such private key"),
        ("token=mpsec", "1234", 2, "the URI fits several private keys"),
        ("token=nowhere;object=release", "1234", 2, "no token fits the URI"),
    ],
)
def test_a_token_that_cannot_sign_says_why(mpsec, home, token, path, pin, status, message):
    env = {**token, **({"MPSEC_PIN": pin} if pin else {})}
    done = sign_by(mpsec, home, env, uri(path), out="never")
    assert done.status == status and message in done.err, done.err
    assert not (home / "never").exists()


def test_a_pin_in_the_uri_is_not_repeated_in_messages(mpsec, home, token):
    done = sign_by(mpsec, home, token, uri("token=mpsec;object=release", "pin-value=424242"), "never")
    assert done.status == 2 and "424242" not in done.err + done.out


def test_a_module_that_is_not_there_is_the_environments(mpsec, home):
    done = sign_by(mpsec, home, {}, "pkcs11:token=x?module-path=/no/such/module.so", "never")
    assert done.status == 3 and "cannot load the PKCS#11 module" in done.err
    done = sign_by(mpsec, home, {}, "pkcs11:nonsense", "never")
    assert done.status == 2 and "this is not a PKCS#11 URI" in done.err
