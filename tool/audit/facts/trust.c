// SPDX-License-Identifier: MIT
// trust.c - whom the guard believes: the table of its keys, and what it asks of a signature.
//
// A row of the table (struct mpsec_key) proves itself: it begins with the hash of the point behind
// it. The policy (struct mpsec_policy) points to the first row and says what a signer must be.
#include "audit/facts/facts.h"

#include "audit/tables/scan.h"
#include "image/key.h"

enum {
    ROLES_ALL =
        MPSEC_ROLE_RELEASE | MPSEC_ROLE_DEVELOPMENT | MPSEC_ROLE_SERVICE | MPSEC_ROLE_RECOVERY,
    ROLES_AT = MPSEC_KEY_ID_SIZE + MPSEC_P256_POINT_SIZE,
    ROLES_SIZE = 4,
    ZEROS_MAX = 8, // of 96 bytes that nothing tells from noise, less than one is 0
    SIGNERS_MAX = 2,
    ID_SHOWN = 16, // digits
};

static bool is_noise(const unsigned char *bytes)
{
    size_t zeros = 0;
    for (size_t i = 0; i < ROLES_AT; i++) {
        zeros += bytes[i] == 0;
    }
    return zeros <= ZEROS_MAX;
}

static void find_rows(const struct subject *subject, struct trust *out)
{
    const struct image *image = subject->image;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        const size_t size = segment->size;
        size_t at = (size_t)(-segment->address & (ROLES_SIZE - 1));
        for (; size >= ROLES_AT + ROLES_SIZE && at <= size - ROLES_AT - ROLES_SIZE;
             at += ROLES_SIZE) {
            const unsigned char *row = segment->bytes + at;
            uint32_t roles;
            memcpy(&roles, row + ROLES_AT, sizeof roles);
            roles = image->big_endian ? __builtin_bswap32(roles) : roles;
            if (roles == 0 || (roles & ~(uint32_t)ROLES_ALL) != 0 || !is_noise(row) ||
                !key_id_is_of(row, row + MPSEC_KEY_ID_SIZE)) {
                continue;
            }
            if (out->count == TRUSTED_MAX) {
                return;
            }
            out->keys[out->count++] = (struct trusted_key){segment->address + at, roles, row};
        }
    }
}

static const struct trusted_key *key_at(const struct trust *trust, uint64_t address)
{
    for (size_t i = 0; i < trust->count; i++) {
        if (trust->keys[i].address == address) {
            return &trust->keys[i];
        }
    }
    return NULL;
}

// struct mpsec_policy, up to what it asks of a signer.
struct policy {
    uint64_t table, count; // the rows of keys
    uint64_t revoked, roles, signers;
};

static bool read_policy(const struct image *image, const struct scan *at, struct policy *out)
{
    const uint64_t rest = at->address + 2 * image->word_size;
    *out = (struct policy){.table = at->value, .count = scan_ahead(at, 1)};
    return out->count > 0 && out->count <= MPSEC_KEYS_MAX &&
           image_number(image, rest, ROLES_SIZE, &out->revoked) &&
           image_number(image, rest + ROLES_SIZE, ROLES_SIZE, &out->roles) &&
           image_number(image, rest + 2 * ROLES_SIZE, ROLES_SIZE, &out->signers) &&
           out->revoked >> out->count == 0 && out->signers > 0 && out->signers <= SIGNERS_MAX;
}

// How many of its keys may sign. 0 as well when a row is missing.
static size_t able_of(const struct subject *subject, const struct trust *trust,
                      const struct policy *policy)
{
    const uint64_t word = subject->image->word_size;
    const uint64_t stride = ((ROLES_AT + ROLES_SIZE + word - 1) & ~(word - 1)) + word;
    size_t able = 0;
    for (uint64_t i = 0; i < policy->count; i++) {
        const struct trusted_key *key = key_at(trust, policy->table + i * stride);
        if (key == NULL) {
            return 0;
        }
        able += (key->roles & policy->roles) != 0 && (policy->revoked >> i & 1U) == 0;
    }
    return able;
}

static void find_policy(const struct subject *subject, struct trust *out)
{
    struct scan scan = SCAN_START(subject->image);
    while (out->count > 0 && scan_next(&scan)) {
        struct policy policy;
        if (key_at(out, scan.value) == NULL || !read_policy(subject->image, &scan, &policy)) {
            continue;
        }
        const size_t able = able_of(subject, out, &policy);
        if (able >= policy.signers) {
            out->policy = scan.address;
            out->roles = (uint32_t)policy.roles;
            out->signers = (size_t)policy.signers;
            out->able = able;
            return;
        }
    }
}

void trust_find(const struct subject *subject, struct trust *out)
{
    *out = (struct trust){0};
    if (subject->image->placed && subject->image->word_size != 0) {
        find_rows(subject, out);
        find_policy(subject, out);
    }
}

static size_t count_of(const struct trust *trust, uint32_t roles)
{
    size_t count = 0;
    for (size_t i = 0; i < trust->count; i++) {
        count += (trust->keys[i].roles & roles) != 0;
    }
    return count;
}

static const char *roles_text(const struct subject *subject, uint32_t roles)
{
    static const char *const words[] = {"release", "development", "service", "recovery"};
    const char *text = "";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((roles >> i & 1U) != 0) {
            text =
                arena_printf(subject->arena, "%s%s%s", text, *text == '\0' ? "" : " or ", words[i]);
        }
    }
    return text;
}

static void add_keys(const struct subject *subject, uint32_t roles, struct fact *fact)
{
    for (size_t i = 0; i < subject->trust.count; i++) {
        const struct trusted_key *key = &subject->trust.keys[i];
        if ((key->roles & roles) != 0) {
            add_place(subject, fact, key->address, "key of the guard",
                      arena_printf(subject->arena, "%s, %.*s...", roles_text(subject, key->roles),
                                   ID_SHOWN, key_id_text(subject->arena, key->id)));
        }
    }
}

// The module guard is compiled with what mounts a signed application, and never without.
void tables_signed(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct trust *trust = &subject->trust;
    const bool guard = tables_have_guard(subject);
    const size_t keys = count_of(trust, ~(uint32_t)MPSEC_ROLE_SERVICE);
    (void)rule;
    fact->rule = "key-table";
    fact->confidence = CONFIDENCE_HIGH;
    if (guard && trust->policy != 0) {
        add_place(subject, fact, trust->policy, "policy of the guard",
                  roles_text(subject, trust->roles));
        add_keys(subject, trust->roles, fact);
        say_present(subject, fact,
                    arena_printf(subject->arena,
                                 "the guard's policy at 0x%08llx asks for %zu signature%s by a "
                                 "key for %s; it knows %zu",
                                 (unsigned long long)trust->policy, trust->signers,
                                 trust->signers == 1 ? "" : "s", roles_text(subject, trust->roles),
                                 trust->able));
    } else if (guard) {
        say_unknown(fact, "the module guard is in; its keys, or its policy, were not found");
    } else if (keys > 0) {
        say_unknown(fact, "keys of the guard are in, but not its module");
    } else {
        say_absent_in_tables(subject, fact, "no module guard, and no key of a guard");
    }
}

static bool has_bytes(const struct image *image, const char *bytes, size_t size)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        if (memmem(image->segments[i].bytes, image->segments[i].size, bytes, size) != NULL) {
            return true;
        }
    }
    return false;
}

// What the door compares a line with, and what it hashes in front of a challenge: without the one
// it hears nothing, without the other no answer is right.
void tables_door(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    static const char words[] = "head \0data \0read \0begin\0finish\0erase\0restart\0";
    static const char domain[] = "mpsec-unlock-1";
    const bool hears = has_bytes(subject->image, words, sizeof words);
    const bool hashes = has_bytes(subject->image, domain, sizeof domain - 1);
    const size_t keys = count_of(&subject->trust, MPSEC_ROLE_SERVICE);
    (void)rule;
    fact->rule = "key-table";
    fact->confidence = CONFIDENCE_MEDIUM;
    if (hears && hashes && keys > 0) {
        add_keys(subject, MPSEC_ROLE_SERVICE, fact);
        say_present(subject, fact,
                    arena_printf(subject->arena,
                                 "the words of the service door, and %zu key%s that may open it",
                                 keys, keys == 1 ? "" : "s"));
    } else if (hears || hashes) {
        say_unknown(fact, "some of the service door is in, but not its words and its keys");
    } else {
        say_absent_in_tables(subject, fact,
                             "neither the words of the service door nor what it hashes");
    }
}
