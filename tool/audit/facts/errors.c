// SPDX-License-Identifier: MIT
// errors.c - how much the texts of errors say.
//
// The checks of arguments are in every firmware, and their texts differ by level: one short text,
// or several with names and numbers. Many builds keep such texts packed: a byte 255, and then a
// byte above 127 for each of the 128 words that a table holds, one behind the other, the last
// letter of each with its top bit set (makecompresseddata.py).
#include "audit/facts/facts.h"

#include "base/buf.h"

#include <string.h>

enum { WORDS = 128, WORD_MAX = 40, PACKED_MAX = 96 };

struct words {
    const unsigned char *texts[WORDS];
    size_t lengths[WORDS];
    bool found;
};

static bool is_letter(unsigned char byte)
{
    const unsigned char low = byte & 0x7f;
    return low > 0x20 && low < 0x7f;
}

// The last 128 words of a stretch that ends in NUL. Its first may have something in front of it.
static bool read_words(const unsigned char *start, const unsigned char *end, struct words *out)
{
    const unsigned char *last = end;
    if (end == start || end[-1] < 0x80) {
        return false;
    }
    for (size_t i = WORDS; i-- > 0;) {
        const unsigned char *first = last - 1;
        while (first > start && first[-1] < 0x80) {
            first--;
        }
        if (last == start || last - first > WORD_MAX || (first == start && i > 0)) {
            return false;
        }
        out->texts[i] = first;
        out->lengths[i] = (size_t)(last - first);
        last = first;
    }
    return true;
}

static void find_words(const struct image *image, struct words *out)
{
    out->found = false;
    for (size_t i = 0; i < image->segment_count && !out->found; i++) {
        const unsigned char *at = image->segments[i].bytes;
        const unsigned char *end = at + image->segments[i].size;
        while (at < end && !out->found) {
            const unsigned char *start = at;
            while (at < end && is_letter(*at)) {
                at++;
            }
            out->found =
                at < end && *at == '\0' && at - start >= WORDS && read_words(start, at, out);
            at++;
        }
    }
}

// The number of a word in the table; WORDS when it is not in it.
static size_t number_of(const struct words *words, const char *word, size_t length)
{
    for (size_t i = 0; i < WORDS; i++) {
        const size_t size = words->lengths[i];
        if (size < length || (size > length && i > 0)) {
            continue;
        }
        const unsigned char *text = words->texts[i] + size - length;
        if (memcmp(text, word, length - 1) == 0 &&
            text[length - 1] == ((unsigned char)word[length - 1] | 0x80)) {
            return i;
        }
    }
    return WORDS;
}

// The text as the build packs it, its NUL included; 0 when no word of it is in the table.
static size_t pack(const struct words *words, const char *text, unsigned char out[PACKED_MAX])
{
    size_t size = 0;
    bool space = false, packed = false;
    out[size++] = 0xff;
    while (*text != '\0' && size + WORD_MAX < PACKED_MAX) {
        const size_t length = strcspn(text, " ");
        const size_t number = number_of(words, text, length);
        if (number < WORDS) {
            out[size++] = (unsigned char)(0x80 | number);
            packed = true;
        } else {
            if (space) {
                out[size++] = ' ';
            }
            memcpy(out + size, text, length < WORD_MAX ? length : WORD_MAX);
            size += length < WORD_MAX ? length : WORD_MAX;
        }
        space = number == WORDS;
        text += length + (text[length] == ' ');
    }
    out[size++] = '\0';
    return packed ? size : 0;
}

static bool find(const struct image *image, const unsigned char *bytes, size_t size, uint64_t *out)
{
    for (size_t i = 0; size > 0 && i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        const unsigned char *at = memmem(segment->bytes, segment->size, bytes, size);
        if (at != NULL) {
            return image_address_of(image, at, out);
        }
    }
    return false;
}

static bool has_text(const struct subject *subject, const struct words *words, const char *text,
                     uint64_t *address)
{
    unsigned char packed[PACKED_MAX];
    return (words->found && find(subject->image, packed, pack(words, text, packed), address)) ||
           find(subject->image, (const unsigned char *)text, strlen(text) + 1, address);
}

// A text in a normal build and in none that is terse; the other way round the last.
void tables_errors(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    static const char *const full[] = {
        "function missing %d required positional arguments",
        "function expected at most %d arguments, got %d",
        "function takes %d positional arguments but %d were given",
        "extra keyword arguments given",
    };
    static const char terse[] = "argument num/types mismatch";
    struct words words;
    uint64_t address;
    (void)rule;
    fact->rule = "texts";
    fact->confidence = CONFIDENCE_MEDIUM;
    find_words(subject->image, &words);
    for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        if (has_text(subject, &words, full[i], &address)) {
            add_place(subject, fact, address, "text of an error", full[i]);
            say_present(subject, fact,
                        arena_printf(subject->arena, "the text \"%s\" at 0x%08llx", full[i],
                                     (unsigned long long)address));
            return;
        }
    }
    if (has_text(subject, &words, terse, &address)) {
        say_absent_in_tables(subject, fact,
                             arena_printf(subject->arena, "only the short text \"%s\" at 0x%08llx",
                                          terse, (unsigned long long)address));
        return;
    }
    say_unknown(fact, "no text of an error that tells");
}
