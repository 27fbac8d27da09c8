// SPDX-License-Identifier: MIT
// door MEMORY POINT - the guard's service door as a process: the console is stdin and stdout, the
// flash a file, the service key a point in hexadecimal. Each start is a boot.
#include "mpsec/unlock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static const char *memory;

static bool load(struct mpsec_unlock_record *record)
{
    FILE *file = fopen(memory, "rb");
    if (file == NULL) {
        *record = (struct mpsec_unlock_record){0};
        return true;
    }
    const bool good = fread(record, sizeof *record, 1, file) == 1;
    fclose(file);
    return good;
}

static bool store(const struct mpsec_unlock_record *record)
{
    FILE *file = fopen(memory, "wb");
    if (file == NULL) {
        return false;
    }
    const bool good = fwrite(record, sizeof *record, 1, file) == 1;
    return fclose(file) == 0 && good;
}

static bool random_bytes(uint8_t *out, size_t size)
{
    return getrandom(out, size, 0) == (ssize_t)size;
}

static uint32_t ticks_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

int main(int argc, char *argv[])
{
    static const struct mpsec_unlock_port port = {load, store, random_bytes, ticks_ms};
    struct mpsec_key key = {.roles = MPSEC_ROLE_SERVICE};
    struct mpsec_unlock_config config = {
        .port = &port, .device_id = "the test's door.", .keys = &key, .key_count = 1};
    struct mpsec_unlock door;
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    if (argc != 3 || strlen(argv[2]) != 2 * sizeof key.point) {
        return 2;
    }
    memory = argv[1];
    for (size_t i = 0; i < sizeof key.point; i++) {
        const char digits[] = {argv[2][2 * i], argv[2][2 * i + 1], '\0'};
        key.point[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    config.scopes = MPSEC_SCOPE_LOG | MPSEC_SCOPE_UPDATE;
    mpsec_unlock_start(&door, &config);
    for (unsigned char byte; read(STDIN_FILENO, &byte, 1) == 1;) {
        const size_t size = mpsec_unlock_byte(&door, &config, byte, reply);
        if (size > 0 && write(STDOUT_FILENO, reply, size) != (ssize_t)size) {
            return 1;
        }
    }
    return 0;
}
