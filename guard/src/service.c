// SPDX-License-Identifier: MIT
#include "mpsec/service.h"

#include <string.h>

#include "mpsec/bytes.h"
#include "mpsec/number.h"
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

// Numbers are big-endian, as a person reads them on the line.
static void put_u32(uint8_t out[OFFSET_SIZE], uint32_t value)
{
    for (size_t i = 0; i < OFFSET_SIZE; i++) {
        out[i] = (uint8_t)(value >> (WORD_BITS - BYTE_BITS * (i + 1U)));
    }
}

// The words, in this order; behind the first three stand an offset and bytes, behind the others
// nothing.
enum word { HEAD, DATA, READ, BEGIN, FINISH, ERASE, RESTART, WORDS };

static const char words[] = "head \0data \0read \0begin\0finish\0erase\0restart\0";

// For which scope a word is; to restart takes any of them.
static const uint8_t scopes[WORDS] = {
    MPSEC_SCOPE_UPDATE, MPSEC_SCOPE_UPDATE, MPSEC_SCOPE_READ, MPSEC_SCOPE_UPDATE,
    MPSEC_SCOPE_UPDATE, MPSEC_SCOPE_ERASE,  MPSEC_SCOPE_ANY,
};

// Which word stands on the line, and what is behind it. WORDS: none of these.
static unsigned find_word(const struct mpsec_unlock *door, struct piece *out)
{
    const char *text = words;
    unsigned word = HEAD;
    for (; word < WORDS; word++) {
        out->size = mpsec_line_read(door->line, door->fill, text, out->bytes, PIECE_MAX);
        if (word < BEGIN ? out->size > OFFSET_SIZE && out->size != MPSEC_LINE_OTHER
                         : out->size == 0) {
            break;
        }
        while (*text++ != '\0') {
        }
    }
    return word;
}

// -------------------------------------------------------------------------------------- update

// Where to go on, or why not: the result, and for DENIED the verdict, as their numbers.
static size_t say_state(const struct mpsec_service *service, enum mpsec_update_result result,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    const bool well = result == MPSEC_UPDATE_OK;
    uint8_t numbers[2 * OFFSET_SIZE];
    put_u32(numbers, well ? service->update.written : (uint32_t)result);
    put_u32(numbers + OFFSET_SIZE, well ? service->update.size : (uint32_t)service->update.verdict);
    return mpsec_line_write(reply, well ? "next " : "failed ", numbers, sizeof numbers);
}

static enum mpsec_update_result take_head(struct mpsec_service *service, const struct piece *piece)
{
    const size_t count = piece->size - OFFSET_SIZE;
    const uint32_t offset = mpsec_get_u32_big(piece->bytes);
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
    if (service->update.open && mpsec_get_u32_big(piece->bytes) != service->update.written) {
        return MPSEC_UPDATE_OK;
    }
    return mpsec_update_write(&service->update, bytes);
}

// -------------------------------------------------------------------------------- read and erase

static size_t serve_read(const struct mpsec_service_config *config, struct piece *piece,
                         char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    uint8_t bytes[MPSEC_SERVICE_CHUNK];
    if (config->port->read == NULL) {
        return 0;
    }
    piece->bytes[piece->size] = '\0';
    const char *path = (const char *)piece->bytes + OFFSET_SIZE;
    const int count =
        config->port->read(path, mpsec_get_u32_big(piece->bytes), bytes, sizeof bytes);
    return count < 0 ? mpsec_line_write(reply, "no file", NULL, 0)
                     : mpsec_line_write(reply, "file ", bytes, (size_t)count);
}

static size_t serve_erase(const struct mpsec_service_config *config,
                          char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    // Both, even when one of them fails: what can go goes.
    const bool secrets = mpsec_secret_erase(config->device);
    const bool data = config->port->erase != NULL && config->port->erase();
    return mpsec_line_write(reply, secrets && data ? "erased" : "not erased", NULL, 0);
}

// ---------------------------------------------------------------------------------------- words

// A whole line, while the door is open. Returns the size of the answer.
static size_t take_line(struct mpsec_service *service, const struct mpsec_service_config *config,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    struct piece piece;
    enum mpsec_update_result result;
    const unsigned word = find_word(&service->door, &piece);
    if (word == WORDS || mpsec_unlock_allows(&service->door, (enum mpsec_scope)scopes[word]) !=
                             MPSEC_SIGNATURE_GOOD) {
        return 0;
    }
    switch (word) {
    case HEAD:
        result = take_head(service, &piece);
        break;
    case DATA:
        result = take_data(service, &piece);
        break;
    case BEGIN: {
        const struct mpsec_span head = {service->head, service->head_size};
        result = mpsec_update_begin(&service->update, config->device, head, config->running);
        break;
    }
    case FINISH:
        result = mpsec_update_finish(&service->update);
        if (result == MPSEC_UPDATE_OK) {
            return mpsec_line_write(reply, "staged", NULL, 0);
        }
        break;
    case READ:
        return serve_read(config, &piece, reply);
    case ERASE:
        return serve_erase(config, reply);
    default:
        if (config->port->restart != NULL) {
            config->port->restart();
        }
        return 0;
    }
    return say_state(service, result, reply);
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
