// SPDX-License-Identifier: MIT
#include "image/info.h"

#include "base/buf.h"
#include "base/file.h"
#include "image/payload.h"
#include "image/release.h"
#include "image/verdict.h"
#include "mpsec/crypto.h"
#include "mpsec/lms.h"

enum { TEXT_LIMIT = 64 * 1024 };

struct hex {
    char text[2 * MPSEC_ENCRYPTION_256_SIZE + 1];
};

static struct hex hex_of(struct mpsec_span span)
{
    static const char digits[] = "0123456789abcdef";
    struct hex hex = {{0}};
    for (size_t i = 0; i < span.size && i < MPSEC_ENCRYPTION_256_SIZE; i++) {
        hex.text[2 * i] = digits[span.data[i] >> 4];
        hex.text[2 * i + 1] = digits[span.data[i] & 15U];
    }
    return hex;
}

static json_t *hex(struct mpsec_span span)
{
    return json_string(hex_of(span).text);
}

static json_t *uuid(struct arena *arena, struct mpsec_span id)
{
    const struct hex digits = hex_of(id);
    const char *text = digits.text;
    return json_string(arena_printf(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", text, text + 8, text + 12,
                                    text + 16, text + 20));
}

static json_t *hash(struct mpsec_span bytes)
{
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_sha256(&bytes, 1, digest);
    return hex((struct mpsec_span){digest, sizeof digest});
}

// The fields of §2 as they stand, for images whose form is wrong as well.
static json_t *header(struct arena *arena, struct mpsec_span bytes)
{
    struct mpsec_reader r = mpsec_reader_of(bytes);
    json_t *out = json_object();
    json_object_set_new(out, "magic", json_integer(mpsec_read_u32(&r)));
    json_object_set_new(out, "load_address", json_integer(mpsec_read_u32(&r)));
    json_object_set_new(out, "header_size", json_integer(mpsec_read_u16(&r)));
    json_object_set_new(out, "protected_size", json_integer(mpsec_read_u16(&r)));
    json_object_set_new(out, "payload_size", json_integer(mpsec_read_u32(&r)));
    json_object_set_new(out, "flags", json_integer(mpsec_read_u32(&r)));
    struct mpsec_version version;
    version.major = mpsec_read_u8(&r);
    version.minor = mpsec_read_u8(&r);
    version.revision = mpsec_read_u16(&r);
    version.build = mpsec_read_u32(&r);
    json_object_set_new(out, "version", json_string(release_version_text(arena, version)));
    return out;
}

// Of the key that made it: it uses its leaves in order, so those behind this one may be left.
static void add_lms(struct mpsec_span bytes, json_t *row)
{
    struct mpsec_lms_signature parts;
    if (bytes.size > 0 && mpsec_lms_signature_parse(bytes, &parts) == MPSEC_OK) {
        const json_int_t left = (json_int_t)(MPSEC_LMS_LEAVES - 1 - parts.q);
        json_object_set_new(row, "lms",
                            json_pack("{s:I, s:I}", "leaf", (json_int_t)parts.q, "left", left));
    }
}

static void add_signers(const struct mpsec_image *image, json_t *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < image->signer_count; i++) {
        const struct mpsec_signer *signer = &image->signers[i];
        const bool whole = signer->public_key.size > 0;
        json_t *row = json_object();
        json_object_set_new(row, "key_id", whole ? hash(signer->public_key) : hex(signer->key_id));
        json_object_set_new(row, "carries_key", json_boolean(whole));
        json_object_set_new(row, "signature", hex(signer->signature));
        if (signer->ciphertext_signature.size > 0) {
            json_object_set_new(row, "ciphertext_signature", hex(signer->ciphertext_signature));
        }
        add_lms(signer->lms, row);
        json_array_append_new(list, row);
    }
    json_object_set_new(out, "signers", list);
}

static void add_optional(json_t *out, const char *name, struct mpsec_span value)
{
    if (value.size > 0) {
        json_object_set_new(out, name, hex(value));
    }
}

static void add_records(struct arena *arena, const struct mpsec_image *image, json_t *out)
{
    json_object_set_new(out, "security_counter", json_integer(image->security_counter));
    if (image->vendor_id.size > 0) {
        json_object_set_new(out, "vendor_id", uuid(arena, image->vendor_id));
    }
    if (image->class_id.size > 0) {
        json_object_set_new(out, "class_id", uuid(arena, image->class_id));
    }
    if (image->payload_kind.size > 0) {
        json_object_set_new(out, "payload_kind",
                            json_string(payload_kind_text(arena, image->payload_kind)));
    }
    add_optional(out, "ciphertext_digest", image->ciphertext_digest);
    json_object_set_new(out, "digest", hex(image->digest));
    const bool wide = (image->flags & MPSEC_FLAG_AES256) != 0;
    const char *cipher = wide ? "AES-256" : "AES-128";
    json_object_set_new(out, "encryption",
                        image->encryption.size > 0 ? json_string(cipher) : json_null());
    add_signers(image, out);
}

json_t *image_info(struct arena *arena, struct mpsec_span bytes)
{
    struct mpsec_image image;
    const enum mpsec_err err = mpsec_image_parse(bytes, &image);
    json_t *out = json_object();
    json_object_set_new(out, "size", json_integer((json_int_t)bytes.size));
    json_object_set_new(out, "sha256", json_string(bytes_sha256(arena, bytes.data, bytes.size)));
    json_object_set_new(out, "form", json_string(image_error_name(err)));
    json_object_set_new(out, "reason", json_string(image_error_text(err)));
    if (bytes.size >= MPSEC_HEADER_SIZE && err != MPSEC_ERR_MAGIC) {
        json_object_set_new(out, "header", header(arena, bytes));
    }
    if (err == MPSEC_OK) {
        add_records(arena, &image, out);
    }
    return out;
}

static void show(struct buf *buf, const char *name, const json_t *value)
{
    if (json_is_string(value)) {
        buf_printf(buf, "  %-20s %s\n", name, json_string_value(value));
    } else if (json_is_integer(value)) {
        buf_printf(buf, "  %-20s %lld\n", name, (long long)json_integer_value(value));
    } else if (json_is_null(value)) {
        buf_printf(buf, "  %-20s none\n", name);
    }
}

static void show_header(struct buf *buf, const json_t *fields)
{
    const long long flags = json_integer_value(json_object_get(fields, "flags"));
    show(buf, "version", json_object_get(fields, "version"));
    show(buf, "payload", json_object_get(fields, "payload_size"));
    show(buf, "protected", json_object_get(fields, "protected_size"));
    buf_printf(buf, "  %-20s 0x%llx%s%s%s\n", "flags", flags,
               (flags & MPSEC_FLAG_NON_BOOTABLE) != 0 ? " non-bootable" : "",
               (flags & MPSEC_FLAG_AES128) != 0 ? " AES-128" : "",
               (flags & MPSEC_FLAG_AES256) != 0 ? " AES-256" : "");
}

static void show_signers(struct buf *buf, const json_t *signers)
{
    size_t i;
    json_t *row;
    json_array_foreach(signers, i, row)
    {
        const bool whole = json_is_true(json_object_get(row, "carries_key"));
        const bool sealed = json_object_get(row, "ciphertext_signature") != NULL;
        buf_printf(buf, "  %-20s key %s%s%s\n", "signed by",
                   json_string_value(json_object_get(row, "key_id")),
                   whole ? ", carried whole" : "", sealed ? ", ciphertext too" : "");
        const json_t *lms = json_object_get(row, "lms");
        if (lms != NULL) {
            buf_printf(buf, "  %-20s LMS leaf %lld; its key has at most %lld signatures left\n",
                       "and by", (long long)json_integer_value(json_object_get(lms, "leaf")),
                       (long long)json_integer_value(json_object_get(lms, "left")));
        }
    }
}

const char *image_info_text(struct arena *arena, const json_t *info)
{
    static const char *const names[] = {
        "security_counter", "vendor_id", "class_id", "payload_kind", "digest", "encryption",
    };
    struct buf buf;
    buf_init(&buf, arena, TEXT_LIMIT);
    show(&buf, "size", json_object_get(info, "size"));
    show(&buf, "sha256", json_object_get(info, "sha256"));
    buf_printf(&buf, "  %-20s %s: %s\n", "form", json_string_value(json_object_get(info, "form")),
               json_string_value(json_object_get(info, "reason")));
    if (json_object_get(info, "header") != NULL) {
        show_header(&buf, json_object_get(info, "header"));
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        show(&buf, names[i], json_object_get(info, names[i]));
    }
    show_signers(&buf, json_object_get(info, "signers"));
    return buf.data;
}
