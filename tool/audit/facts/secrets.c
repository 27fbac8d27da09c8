// SPDX-License-Identifier: MIT
// secrets.c - what should not be readable in a firmware, and what is packed inside it.
//
// Each form is validated: a header alone is also in the parser of a TLS library.
#include "audit/facts/facts.h"

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

enum {
    PEM_MAX = 16 * 1024,
    TOKEN_MAX = 256,
    PEM_LINE = 48, // characters of base64, fewer than in the first line of any key
    PEM_TAIL = 8,  // of its last line
    END_LINE = 40, // bytes that hold both "-----END EC " and these
};

struct place_found {
    const unsigned char *at;
    uint64_t address;
};

// The next place of `what` in the image, from `from` on; `from` starts as NULL.
static const unsigned char *find_next(const struct image *image, const unsigned char *from,
                                      const void *what, size_t size)
{
    bool reached = from == NULL;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        const unsigned char *end = segment->bytes + segment->size;
        const bool inside = from != NULL && from >= segment->bytes && from < end;
        if (!reached && !inside) {
            continue;
        }
        const unsigned char *start = inside ? from + 1 : segment->bytes;
        reached = true;
        const unsigned char *at = memmem(start, (size_t)(end - start), what, size);
        if (at != NULL) {
            return at;
        }
    }
    return NULL;
}

static size_t left_behind(const struct image *image, const unsigned char *at)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (at >= segment->bytes && at < segment->bytes + segment->size) {
            return (size_t)(segment->bytes + segment->size - at);
        }
    }
    return 0;
}

static void note_place(const struct subject *subject, const unsigned char *at, const char *what,
                       struct fact *fact)
{
    uint64_t address = 0;
    (void)image_address_of(subject->image, at, &address);
    add_place(subject, fact, address, what, NULL);
    say_present(subject, fact,
                arena_printf(subject->arena, "%s at 0x%08llx", what, (unsigned long long)address));
}

// What no scan of the bytes can rule out: anything stored in another form.
static void say_none(const struct subject *subject, struct fact *fact, const char *what)
{
    fact->confidence = CONFIDENCE_MEDIUM;
    say_absent_in_tables(subject, fact, what);
}

void secrets_defaults(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    fact->rule = "texts";
    fact->confidence = CONFIDENCE_MEDIUM;
    for (const char *const *password = rule->keys; *password != NULL; password++) {
        // With its NUL: the name "micropython" is everywhere, the password ends as a text does.
        const unsigned char *at = find_next(subject->image, NULL, *password, strlen(*password));
        if (at != NULL) {
            note_place(subject, at,
                       arena_printf(subject->arena, "the upstream password \"%s\"", *password),
                       fact);
            return;
        }
    }
    say_none(subject, fact, "none of the passwords that upstream's ports set by default");
}

static bool is_key(const unsigned char *text, size_t size)
{
    BIO *bio = BIO_new_mem_buf(text, (int)size);
    if (bio == NULL) {
        return false;
    }
    // No pass phrase is asked for: a key that needs one is sealed, and none to report here.
    char none[] = "";
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, none);
    const bool found = key != NULL;
    EVP_PKEY_free(key);
    BIO_free(bio);
    ERR_clear_error();
    return found;
}

static bool is_der_key(const unsigned char *bytes, size_t size)
{
    // SEQUENCE { INTEGER 0 or 1, ... } of at least the size of a P-256 key.
    if (size < 48 || bytes[0] != 0x30) {
        return false;
    }
    const size_t head = bytes[1] < 0x80 ? 2 : bytes[1] == 0x81 ? 3 : bytes[1] == 0x82 ? 4 : 0;
    if (head == 0 || bytes[head] != 2 || bytes[head + 1] != 1 || bytes[head + 2] > 1) {
        return false;
    }
    const unsigned char *at = bytes;
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)(size < PEM_MAX ? size : PEM_MAX));
    const bool found = key != NULL;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return found;
}

static const unsigned char *find_der(const struct image *image)
{
    static const char starts[] = "\x02\x01";
    for (const unsigned char *at = NULL; (at = find_next(image, at, starts, 2)) != NULL;) {
        for (size_t head = 2; head <= 4; head++) {
            uint64_t address;
            const unsigned char *start = image_address_of(image, at, &address)
                                             ? image_at(image, address - head, head)
                                             : NULL;
            if (start != NULL && is_der_key(start, left_behind(image, start))) {
                return start;
            }
        }
    }
    return NULL;
}

static bool is_base64(unsigned char byte)
{
    return isalnum(byte) || byte == '+' || byte == '/' || byte == '=';
}

static bool all_base64(const unsigned char *at, size_t size)
{
    size_t run = 0;
    while (run < size && is_base64(at[run])) {
        run++;
    }
    return run == size;
}

// "PRIVATE KEY-----", and a line of base64.
static bool begins_key(const unsigned char *label, size_t size, size_t left)
{
    const size_t skip = left > size && label[size] == '\r' ? 2 : 1;
    return left >= size + skip + PEM_LINE && label[size + skip - 1] == '\n' &&
           all_base64(label + size + skip, PEM_LINE);
}

// The end of a line of base64, and "-----END EC PRIVATE KEY".
static bool ends_key(const struct image *image, const unsigned char *label)
{
    static const char end[] = "\n-----END ";
    uint64_t address;
    const unsigned char *before = image_address_of(image, label, &address) && address >= END_LINE
                                      ? image_at(image, address - END_LINE, END_LINE)
                                      : NULL;
    const unsigned char *line =
        before == NULL ? NULL : memmem(before, END_LINE, end, sizeof end - 1);
    return line != NULL && line - before >= PEM_TAIL && all_base64(line - PEM_TAIL, PEM_TAIL);
}

// The lines around a key that does not read as one: the labels in a TLS library's parser have no
// base64 beside them.
static bool has_unread_key(const struct image *image)
{
    static const char label[] = "PRIVATE KEY-----";
    const size_t size = sizeof label - 1;
    for (const unsigned char *at = NULL; (at = find_next(image, at, label, size)) != NULL;) {
        if (begins_key(at, size, left_behind(image, at)) || ends_key(image, at)) {
            return true;
        }
    }
    return false;
}

void secrets_keys(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    static const char begin[] = "-----BEGIN ";
    (void)rule;
    const struct image *image = subject->image;
    fact->rule = "private-keys";
    fact->confidence = CONFIDENCE_HIGH;
    for (const unsigned char *at = NULL;
         (at = find_next(image, at, begin, sizeof begin - 1)) != NULL;) {
        const size_t left = left_behind(image, at);
        if (is_key(at, left < PEM_MAX ? left : PEM_MAX)) {
            note_place(subject, at, "a private key in PEM, which OpenSSL reads", fact);
            return;
        }
    }
    const unsigned char *der = find_der(image);
    if (der != NULL) {
        note_place(subject, der, "a private key in DER, which OpenSSL reads", fact);
        return;
    }
    if (has_unread_key(image)) {
        say_unknown(fact, "a private key in PEM that OpenSSL does not read: sealed, or damaged");
        return;
    }
    say_none(subject, fact,
             "no private key in PEM or DER that OpenSSL reads; other forms are not seen");
}

struct token {
    const char *start;
    size_t length; // of the whole token
    const char *what;
};

static bool is_token_char(unsigned char c)
{
    return isalnum(c) || c == '_' || c == '-';
}

static bool is_token(const struct image *image, const unsigned char *at, const struct token *token)
{
    if (left_behind(image, at) < token->length) {
        return false;
    }
    size_t digits = 0;
    for (size_t i = strlen(token->start); i < token->length; i++) {
        if (!is_token_char(at[i])) {
            return false;
        }
        digits += isdigit(at[i]) != 0;
    }
    return digits > 0 && !(left_behind(image, at) > token->length && isalnum(at[token->length]));
}

void secrets_tokens(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    static const struct token tokens[] = {
        {"AKIA", 20, "an AWS access key id"},  {"ghp_", 40, "a GitHub token"},
        {"github_pat_", 93, "a GitHub token"}, {"glpat-", 26, "a GitLab token"},
        {"AIza", 39, "a Google API key"},      {"sk_live_", 32, "a Stripe key"},
        {"hf_", 37, "a Hugging Face token"},
    };
    (void)rule;
    fact->rule = "tokens";
    fact->confidence = CONFIDENCE_MEDIUM;
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        const struct token *token = &tokens[i];
        for (const unsigned char *at = NULL;
             (at = find_next(subject->image, at, token->start, strlen(token->start))) != NULL;) {
            if (is_token(subject->image, at, token)) {
                note_place(subject, at, token->what, fact);
                return;
            }
        }
    }
    say_none(subject, fact, "no token of a form that is known; other forms are not seen");
}

// A ROMFS begins with d2 cd 31 and its length; a directory or file record must follow.
void contents_romfs(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct image *image = subject->image;
    fact->rule = "romfs";
    fact->confidence = CONFIDENCE_HIGH;
    for (const unsigned char *at = NULL; (at = find_next(image, at, "\xd2\xcd\x31", 3)) != NULL;) {
        struct cursor cursor = cursor_of((struct span){at + 3, left_behind(image, at) - 3});
        uint64_t length = 0;
        uint8_t byte;
        do { // big-endian, seven bits at a time
            byte = cursor_u8(&cursor);
            length = length << 7 | (byte & 0x7f);
        } while ((byte & 0x80) != 0 && !cursor.failed && length < IMAGE_SIZE_MAX);
        const uint8_t kind = cursor.rest.size > 0 ? cursor.rest.data[0] : 0xff;
        if (!cursor.failed && length > 0 && length <= cursor.rest.size && kind >= 1 && kind <= 5) {
            note_place(
                subject, at,
                arena_printf(subject->arena, "a ROMFS of %llu bytes", (unsigned long long)length),
                fact);
            return;
        }
    }
    say_none(subject, fact, "no ROMFS in the file; one elsewhere in the flash is not seen");
}

// The header of MCUboot: magic, load address 0, header size, image size that fits.
void contents_image(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct image *image = subject->image;
    fact->rule = "mcuboot-header";
    fact->confidence = CONFIDENCE_HIGH;
    for (const unsigned char *at = NULL;
         (at = find_next(image, at, "\x3d\xb8\xf3\x96", 4)) != NULL;) {
        struct cursor cursor = cursor_of((struct span){at + 8, left_behind(image, at) - 4});
        if (left_behind(image, at) < 32) {
            break;
        }
        const uint16_t header = cursor_u16(&cursor);
        (void)cursor_u16(&cursor);
        const uint32_t size = cursor_u32(&cursor);
        if (header >= 32 && header % 4 == 0 && size > 0 &&
            size <= left_behind(image, at) - header) {
            note_place(subject, at,
                       arena_printf(subject->arena, "an application image of %u bytes", size),
                       fact);
            return;
        }
    }
    say_none(subject, fact,
             "no application image in the file; one elsewhere in the flash is not seen");
}
