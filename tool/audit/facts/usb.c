// SPDX-License-Identifier: MIT
// usb.c - the USB functions, from the descriptors that the host will be shown (USB 2.0, §9.6).
#include "audit/facts/facts.h"

#include <string.h>

enum {
    DEVICE_SIZE = 18,
    CONFIGURATION_SIZE = 9,
    INTERFACE_SIZE = 9,
    TYPE_DEVICE = 1,
    TYPE_CONFIGURATION = 2,
    TYPE_INTERFACE = 4,
    TYPE_ENDPOINT = 5,
    TOTAL_MIN = 18,
    TOTAL_MAX = 1024,
    ATTRIBUTE_ONE = 0x80, // always set
    ATTRIBUTE_ZERO = 0x1f,
    CLASS_COMMUNICATION = 2,
    CLASS_STORAGE = 8,
};

static void add_class(struct usb *usb, unsigned char class, uint64_t address)
{
    if (memchr(usb->classes, class, usb->class_count) == NULL && usb->class_count < CLASSES_MAX) {
        usb->places[usb->class_count] = address;
        usb->classes[usb->class_count++] = class;
    }
}

// Walks from descriptor to descriptor; all must add up to the total, and the interfaces to theirs.
static bool read_configuration(const unsigned char *bytes, size_t left, uint64_t address,
                               struct usb *usb)
{
    const size_t total = (size_t)(bytes[2] | bytes[3] << 8);
    if (total < TOTAL_MIN || total > TOTAL_MAX || total > left || bytes[4] == 0 || bytes[5] == 0 ||
        (bytes[7] & ATTRIBUTE_ONE) == 0 || (bytes[7] & ATTRIBUTE_ZERO) != 0) {
        return false;
    }
    struct usb found = *usb;
    unsigned interfaces = 0;
    unsigned endpoints = 0;
    size_t at = CONFIGURATION_SIZE;
    while (at + 2 <= total && bytes[at] >= 2 && at + bytes[at] <= total) {
        if (bytes[at + 1] == TYPE_INTERFACE && bytes[at] == INTERFACE_SIZE) {
            interfaces += bytes[at + 3] == 0; // alternates count once
            add_class(&found, bytes[at + 5], address + at);
        }
        endpoints += bytes[at + 1] == TYPE_ENDPOINT;
        at += bytes[at];
    }
    if (at != total || interfaces != bytes[4] || endpoints == 0) {
        return false;
    }
    *usb = found;
    usb->configurations++;
    return true;
}

static bool is_device(const unsigned char *bytes)
{
    const bool version = bytes[3] <= 3 && bytes[3] >= 1 && (bytes[2] & 0x0f) == 0;
    const unsigned packet = bytes[7];
    return version && (packet == 8 || packet == 16 || packet == 32 || packet == 64) &&
           bytes[17] >= 1 && bytes[17] <= 4;
}

void usb_find(const struct image *image, struct usb *out)
{
    *out = (struct usb){0};
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        for (size_t at = 0; at + DEVICE_SIZE <= segment->size; at++) {
            const unsigned char *bytes = segment->bytes + at;
            if (bytes[0] == DEVICE_SIZE && bytes[1] == TYPE_DEVICE) {
                out->device = out->device || is_device(bytes);
            } else if (bytes[0] == CONFIGURATION_SIZE && bytes[1] == TYPE_CONFIGURATION) {
                (void)read_configuration(bytes, segment->size - at, segment->address + at, out);
            }
        }
    }
}

// https://www.usb.org/defined-class-codes
struct names usb_classes(struct arena *arena, const struct usb *usb)
{
    static const struct {
        unsigned char class;
        const char *name;
    } known[] = {
        {0x01, "audio"},
        {CLASS_COMMUNICATION, "communication"},
        {0x03, "human interface"},
        {CLASS_STORAGE, "mass storage"},
        {0x0a, "communication data"},
        {0x0e, "video"},
        {0xe0, "wireless"},
        {0xef, "miscellaneous"},
        {0xfe, "application"},
        {0xff, "of the vendor"},
    };
    struct names out = {.items = ARENA_ARRAY(arena, const char *, usb->class_count)};
    for (size_t i = 0; i < usb->class_count; i++) {
        const char *name = arena_printf(arena, "class 0x%02x", usb->classes[i]);
        for (size_t j = 0; j < sizeof known / sizeof *known; j++) {
            name = known[j].class == usb->classes[i] ? known[j].name : name;
        }
        out.items[out.count++] = name;
    }
    return out;
}

// Platforms whose port has no USB device at all.
static bool has_no_usb(const struct subject *subject)
{
    static const char *const platforms[] = {"qemu", "qemu-arm", "linux", "darwin", "webassembly"};
    const char *platform = subject->identity.platform;
    for (size_t i = 0; platform != NULL && i < sizeof platforms / sizeof *platforms; i++) {
        if (strcmp(platform, platforms[i]) == 0) {
            return !subject->usb.device && subject->usb.configurations == 0;
        }
    }
    return false;
}

static void judge_class(const struct subject *subject, unsigned char class, const char *what,
                        struct fact *fact)
{
    const struct usb *usb = &subject->usb;
    fact->rule = "usb-descriptors";
    fact->confidence = CONFIDENCE_HIGH;
    const unsigned char *found = memchr(usb->classes, class, usb->class_count);
    if (found != NULL) {
        const uint64_t place = usb->places[found - usb->classes];
        add_place(subject, fact, place, "USB interface descriptor", what);
        say_present(subject, fact,
                    arena_printf(subject->arena,
                                 "a USB interface descriptor of class %s at 0x%08llx", what,
                                 (unsigned long long)place));
    } else if (usb->configurations > 0) {
        say_absent_in_tables(subject, fact,
                             arena_printf(subject->arena,
                                          "%zu USB configurations were read, none of class %s",
                                          usb->configurations, what));
    } else if (has_no_usb(subject)) {
        fact->confidence = CONFIDENCE_MEDIUM;
        say_absent_in_tables(subject, fact,
                             "the platform has no USB, and no USB descriptor is in the image");
    } else {
        say_unknown(fact, "no USB configuration was found: it may be made while the firmware runs");
    }
}

void tables_usb_drive(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    judge_class(subject, CLASS_STORAGE, "mass storage", fact);
}

void tables_usb_serial(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    judge_class(subject, CLASS_COMMUNICATION, "communication", fact);
}

// Who sets 1200 baud needs a serial port to set it on.
void tables_touch(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_usb_serial(subject, rule, fact);
    if (fact->state == FACT_ABSENT) {
        fact->evidence =
            arena_printf(subject->arena, "no USB serial port to set it on: %s", fact->evidence);
        return;
    }
    fact->item_count = 0;
    say_unknown(fact, "what a USB serial port does at 1200 baud leaves no trace");
}

// Python's way in is a member of a module. The other way, setting 1200 baud, is code behind a USB
// serial port and leaves no trace.
void tables_bootloader(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_member(subject, rule, fact);
    if (fact->state != FACT_ABSENT) {
        return;
    }
    struct fact serial = {0};
    tables_usb_serial(subject, rule, &serial);
    if (serial.state != FACT_ABSENT) {
        say_unknown(fact, arena_printf(subject->arena,
                                       "%s; whether 1200 baud on a USB serial port leads there "
                                       "leaves no trace",
                                       fact->evidence));
    }
}
