// SPDX-License-Identifier: MIT
// hook_door.c - the service door on the console that the application uses too.
//
// Wraps board_console_init(), through which the board hears of the function that sees each byte as
// it arrives. So the door hears a technician while the application runs, and does not depend on
// what the application does with the console. While it is closed, it only listens. It answers in
// the scheduler, between two instructions of Python, or in the gate.
#include <string.h>

#include "app.h"
#include "door.h"
#include "extmod/vfs.h"
#include "mpsec/port.h"
#include "mpsec/service.h"
#include "mpsec/tally.h"
#include "prompt.h"
#include "py/runtime.h"
#include "py/stream.h"

enum {
    RING_SIZE = 512, // a power of two; a line and a half, twice
    KEYBOARD_INTERRUPT = 3,
};

typedef bool console_filter(uint8_t byte);
void __real_board_console_init(console_filter *filter);
void __wrap_board_console_init(console_filter *filter);

static struct {
    console_filter *below; // what the board would have called
    volatile uint32_t written, read;
    uint8_t bytes[RING_SIZE];
} ring;
static struct mpsec_service service;
static struct mpsec_service_config config;
static uint8_t application[MPSEC_DIGEST_SIZE];

// ---------------------------------------------------------------------------------- what it asks

static bool load(struct mpsec_unlock_record *record)
{
    return mpsec_tally_load(&mpsec_device, record);
}

static bool store(const struct mpsec_unlock_record *record)
{
    return mpsec_tally_store(&mpsec_device, record);
}

static bool random_bytes(uint8_t *out, size_t size)
{
    const struct mpsec_chip *chip = mpsec_device.chip;
    return chip != NULL && chip->random != NULL && chip->random(out, size);
}

static uint32_t ticks_ms(void)
{
    return mpsec_port.ticks_ms();
}

static int read_at(const char *path, uint32_t offset, uint8_t *out, size_t size)
{
    const mp_obj_t args[] = {mp_obj_new_str_from_cstr(path), MP_OBJ_NEW_QSTR(MP_QSTR_rb)};
    mp_map_t keywords;
    mp_map_init_fixed_table(&keywords, 0, NULL);
    const mp_obj_t file = mp_vfs_open(MP_ARRAY_SIZE(args), args, &keywords);
    mp_obj_t seek[3];
    mp_load_method(file, MP_QSTR_seek, seek);
    seek[2] = mp_obj_new_int_from_uint(offset);
    mp_call_method_n_kw(1, 0, seek);
    int error = 0;
    const mp_uint_t count = mp_stream_rw(file, out, size, &error, MP_STREAM_RW_READ);
    mp_stream_close(file);
    return error == 0 ? (int)count : -1;
}

// Files of the data filesystem; the application's own are its maker's business.
static int read_file(const char *path, uint32_t offset, uint8_t *out, size_t size)
{
    volatile int count = -1;
    nlr_buf_t nlr;
    if (mpsec_app_holds(path)) {
        return -1;
    }
    if (nlr_push(&nlr) == 0) {
        count = read_at(path, offset, out, size);
        nlr_pop();
    }
    return count;
}

static const struct mpsec_unlock_port door_port = {load, store, random_bytes, ticks_ms};

// -------------------------------------------------------------------------------------- the hook

static mp_obj_t serve_scheduled(mp_obj_t none)
{
    mpsec_door_serve();
    return none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(serve_obj, serve_scheduled);

// In the interrupt. An open door has the console for itself, unless it opened for the prompt.
static bool tap(uint8_t byte)
{
    const uint32_t written = ring.written;
    if (written - ring.read < RING_SIZE) {
        ring.bytes[written % RING_SIZE] = byte;
        ring.written = written + 1;
    }
    if (byte == '\r' || byte == '\n') {
        // Where the queue is full, the next line asks again.
        (void)mp_sched_schedule(MP_OBJ_FROM_PTR(&serve_obj), mp_const_none);
    }
    if (mpsec_unlock_is_open(&service.door) && !mpsec_door_opens_prompt()) {
        return true;
    }
    return ring.below != NULL && ring.below(byte);
}

void __wrap_board_console_init(console_filter *filter)
{
    ring.below = filter;
    __real_board_console_init(tap);
}

// The application was started without an interrupt character; whoever may type may also stop it.
// What others typed before the door opened waits for whoever reads next, and must not be the
// prompt.
static void let_type(bool already)
{
    if (!already && mpsec_door_opens_prompt()) {
        while (mpsec_port.console_read() >= 0) {
        }
        mpsec_prompt_set_interrupt_char(KEYBOARD_INTERRUPT);
    }
}

void mpsec_door_serve(void)
{
    const bool already = mpsec_door_opens_prompt();
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    while (ring.read != ring.written) {
        const uint8_t byte = ring.bytes[ring.read % RING_SIZE];
        ring.read = ring.read + 1;
        const size_t size = mpsec_service_byte(&service, &config, byte, reply);
        if (size > 0) {
            mpsec_port.console_write("\r\n", 2); // the application may have left half a line
            mpsec_port.console_write(reply, size);
        }
    }
    let_type(already);
}

static void start(void)
{
    static struct mpsec_service_port service_port;
    service_port =
        (struct mpsec_service_port){read_file, mpsec_port.erase_data, mpsec_port.restart};
    config = (struct mpsec_service_config){
        .device = &mpsec_device,
        .port = &service_port,
        .unlock = {.port = &door_port,
                   .keys = mpsec_device.policy.keys,
                   .key_count = mpsec_device.policy.key_count,
                   .revoked = mpsec_device.policy.revoked},
    };
    memcpy(config.unlock.application, application, sizeof application);
    // A chip that does not know itself could be answered for another: its door stays shut.
    const struct mpsec_chip *chip = mpsec_device.chip;
    if (chip != NULL && chip->id != NULL && chip->id(config.unlock.device_id)) {
        config.unlock.scopes = MPSEC_SCOPE_READ | MPSEC_SCOPE_ERASE | mpsec_app_scopes() |
                               MPSEC_DOOR_OUTPUT | MPSEC_DOOR_PROMPT;
    }
    mpsec_service_start(&service, &config);
}

void mpsec_door_boot(void)
{
    static bool started;
    const struct mpsec_admission *admission = mpsec_app_admission();
    if (!started || memcmp(application, admission->digest, sizeof application) != 0) {
        started = true;
        memcpy(application, admission->digest, sizeof application);
        start();
    }
    config.running = admission->slot; // the same application may lie in both
}

bool mpsec_door_is_closed(void)
{
    return mpsec_unlock_is_closed(&service.door);
}

bool mpsec_door_shows_output(void)
{
    return mpsec_door_opens_prompt() ||
           mpsec_unlock_allows(&service.door, MPSEC_SCOPE_LOG) == MPSEC_SIGNATURE_GOOD;
}

bool mpsec_door_opens_prompt(void)
{
    return mpsec_unlock_allows(&service.door, MPSEC_SCOPE_PROMPT) == MPSEC_SIGNATURE_GOOD;
}

uint32_t mpsec_door_openings(void)
{
    struct mpsec_unlock_record record = {0};
    return load(&record) ? record.openings : 0;
}
