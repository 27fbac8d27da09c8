// SPDX-License-Identifier: MIT
#include "mpsec/service.h"

#include <string.h>

#include "mpsec/bytes.h"
#include "mpsec/secret.h"

enum {
    OFFSET_SIZE = 4,
    WORD_BITS = 32,
    BYTE_BITS = 8,
    PIECE_MAX = OFFSET_SIZE + MPSEC_SERVICE_CHUNK,
};

// A line behind its word: an offset, then bytes.
struct piece {
    size_t size; // of all of it; MPSEC_LINE_OTHER: the line has another word
    uint8_t bytes[PIECE_MAX + 1];
};

// Big-endian, as a person reads it on the line.
static uint32_t get_u32(const uint8_t bytes[OFFSET_SIZE])
{
    uint32_t value = 0;
    for (size_t i = 0; i < OFFSET_SIZE; i++) {
        value = value << BYTE_BITS | bytes[i];
    }
    return value;
}

static void put_u32(uint8_t out[OFFSET_SIZE], uint32_t value)
{
    for (size_t i = 0; i < OFFSET_SIZE; i++) {
        out[i] = (uint8_t)(value >> (WORD_BITS - BYTE_BITS * (i + 1U)));
    }
}

static bool is_piece(const struct mpsec_service *service, const char *word, struct piece *out)
{
    const struct mpsec_unlock *door = &service->door;
    out->size = mpsec_line_read(door->line, door->fill, word, out->bytes, PIECE_MAX);
    return out->size != MPSEC_LINE_OTHER && out->size > OFFSET_SIZE;
}

static bool is_word(const struct mpsec_service *service, const char *word)
{
    uint8_t none;
    return mpsec_line_read(service->door.line, service->door.fill, word, &none, 0) == 0;
}

// -------------------------------------------------------------------------------------- update

// Where to go on, or why not: the result, and for DENIED the verdict, as their numbers.
static size_t say_state(const struct mpsec_service *service, enum mpsec_update_result result,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    uint8_t words[2 * OFFSET_SIZE];
    if (result == MPSEC_UPDATE_OK) {
        put_u32(words, service->update.written);
        put_u32(words + OFFSET_SIZE, service->update.size);
        return mpsec_line_write(reply, "mpsec: next ", words, sizeof words);
    }
    put_u32(words, (uint32_t)result);
    put_u32(words + OFFSET_SIZE, (uint32_t)service->update.verdict);
    return mpsec_line_write(reply, "mpsec: failed ", words, sizeof words);
}

static enum mpsec_update_result take_head(struct mpsec_service *service, const struct piece *piece)
{
    const size_t count = piece->size - OFFSET_SIZE;
    const uint32_t offset = get_u32(piece->bytes);
    service->head_size = offset == 0 ? 0 : service->head_size;
    if (offset != service->head_size || count > sizeof service->head - offset) {
        return MPSEC_UPDATE_ORDER;
    }
    memcpy(service->head + offset, piece->bytes + OFFSET_SIZE, count);
    service->head_size = (uint16_t)(offset + count);
    service->update = (struct mpsec_update){.written = service->head_size};
    return MPSEC_UPDATE_OK;
}

// A line that was lost or came twice is no failure: the answer says where to go on.
static enum mpsec_update_result take_data(struct mpsec_service *service, const struct piece *piece)
{
    const struct mpsec_span bytes = {piece->bytes + OFFSET_SIZE, piece->size - OFFSET_SIZE};
    if (service->update.open && get_u32(piece->bytes) != service->update.written) {
        return MPSEC_UPDATE_OK;
    }
    return mpsec_update_write(&service->update, bytes);
}

static size_t serve_update(struct mpsec_service *service, const struct mpsec_service_config *config,
                           char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    struct piece piece;
    enum mpsec_update_result result;
    if (is_piece(service, "mpsec: head ", &piece)) {
        result = take_head(service, &piece);
    } else if (is_piece(service, "mpsec: data ", &piece)) {
        result = take_data(service, &piece);
    } else if (is_word(service, "mpsec: begin")) {
        const struct mpsec_span head = {service->head, service->head_size};
        result = mpsec_update_begin(&service->update, config->device, head);
    } else if (is_word(service, "mpsec: finish")) {
        result = mpsec_update_finish(&service->update);
        if (result == MPSEC_UPDATE_OK) {
            return mpsec_line_write(reply, "mpsec: staged", NULL, 0);
        }
    } else {
        return 0;
    }
    return say_state(service, result, reply);
}

// -------------------------------------------------------------------------------- read and erase

static size_t serve_read(const struct mpsec_service *service,
                         const struct mpsec_service_config *config,
                         char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    struct piece piece;
    uint8_t bytes[MPSEC_SERVICE_CHUNK];
    if (config->port->read == NULL || !is_piece(service, "mpsec: read ", &piece)) {
        return 0;
    }
    piece.bytes[piece.size] = '\0';
    const char *path = (const char *)piece.bytes + OFFSET_SIZE;
    const int count = config->port->read(path, get_u32(piece.bytes), bytes, sizeof bytes);
    return count < 0 ? mpsec_line_write(reply, "mpsec: no file", NULL, 0)
                     : mpsec_line_write(reply, "mpsec: file ", bytes, (size_t)count);
}

static size_t serve_erase(const struct mpsec_service *service,
                          const struct mpsec_service_config *config,
                          char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    if (!is_word(service, "mpsec: erase")) {
        return 0;
    }
    // Both, even when one of them fails: what can go goes.
    const bool secrets = mpsec_secret_erase(config->device);
    const bool data = config->port->erase != NULL && config->port->erase();
    return mpsec_line_write(reply, secrets && data ? "mpsec: erased" : "mpsec: not erased", NULL,
                            0);
}

// ---------------------------------------------------------------------------------------- words

static bool allows(const struct mpsec_service *service, enum mpsec_scope scope)
{
    return mpsec_unlock_allows(&service->door, scope) == MPSEC_SIGNATURE_GOOD;
}

// A whole line, while the door is open. Returns the size of the answer.
static size_t take_line(struct mpsec_service *service, const struct mpsec_service_config *config,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    size_t size = 0;
    if (allows(service, MPSEC_SCOPE_UPDATE)) {
        size = serve_update(service, config, reply);
    }
    if (size == 0 && allows(service, MPSEC_SCOPE_READ)) {
        size = serve_read(service, config, reply);
    }
    if (size == 0 && allows(service, MPSEC_SCOPE_ERASE)) {
        size = serve_erase(service, config, reply);
    }
    if (size == 0 && config->port->restart != NULL && is_word(service, "mpsec: restart")) {
        config->port->restart();
    }
    return size;
}

void mpsec_service_start(struct mpsec_service *service, const struct mpsec_service_config *config)
{
    memset(service, 0, sizeof *service);
    mpsec_unlock_start(&service->door, &config->unlock);
}

size_t mpsec_service_byte(struct mpsec_service *service, const struct mpsec_service_config *config,
                          uint8_t byte, char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    const bool ends = byte == '\r' || byte == '\n';
    size_t size = 0;
    if (ends && !service->door.too_long && mpsec_unlock_is_open(&service->door)) {
        size = take_line(service, config, reply);
    }
    if (size > 0) {
        service->door.fill = 0; // answered: it is no line of the door itself
    }
    const size_t said = mpsec_unlock_byte(&service->door, &config->unlock, byte, reply);
    return size > 0 ? size : said;
}
