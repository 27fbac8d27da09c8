// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "unlock_contracts.h"
#include "library_contracts.h"
#include "flash_contracts.h"
#include "mpsec/service.h"

// What was served last, for which scope: what the functions of the port do (assumed.table), and no
// other.
static uint32_t served;

static size_t noted_end; // of the path, behind the offset
int service_read(const char *path, uint32_t offset, uint8_t *out, size_t size)
REQUIRES(noted_end > 4 && __CPROVER_r_ok(path, noted_end - 3) && path[noted_end - 4] == '\0')
REQUIRES(size <= MPSEC_SERVICE_CHUNK && __CPROVER_w_ok(out, size))
ASSIGNS_BYTES(out, size)
ASSIGNS(served)
ENSURES(RESULT >= -1 && (RESULT < 0 || (size_t)RESULT <= size) && served == MPSEC_SCOPE_READ)
;

bool service_erase(void)
ASSIGNS(served)
ENSURES(served == MPSEC_SCOPE_ERASE)
;

void service_restart(void)
ASSIGNS(served)
ENSURES(served == MPSEC_SCOPE_ANY)
;

bool mpsec_secret_erase(const struct mpsec_device *device)
REQUIRES(DEVICE_HERE(device))
ASSIGNS()
;

#define SERVICE_PORT_OK(port)                                                                      \
    (__CPROVER_r_ok(port, sizeof *(port)) &&                                                       \
     ((port)->read == NULL || (port)->read == service_read) &&                                     \
     ((port)->erase == NULL || (port)->erase == service_erase) &&                                  \
     ((port)->restart == NULL || (port)->restart == service_restart))
#define SERVICE_CONFIG_HERE(config)                                                                \
    (__CPROVER_r_ok(config, sizeof *(config)) && SERVICE_PORT_OK((config)->port))
// Where each word stands.
#define WORD_AT(word)                                                                              \
    ((word) == 0   ? 0U                                                                            \
     : (word) == 1 ? 6U                                                                            \
     : (word) == 2 ? 12U                                                                           \
     : (word) == 3 ? 18U                                                                           \
     : (word) == 4 ? 24U                                                                           \
     : (word) == 5 ? 31U                                                                           \
     : (word) == 6 ? 37U                                                                           \
                   : 45U)
#define IS_PIECE(piece) ((piece)->size > OFFSET_SIZE && (piece)->size <= PIECE_MAX)

#include "service.c"

static void put_u32(uint8_t out[OFFSET_SIZE], uint32_t value)
REQUIRES(__CPROVER_w_ok(out, OFFSET_SIZE))
ASSIGNS_BYTES(out, OFFSET_SIZE)
ENSURES(mpsec_get_u32_big(out) == value)
;

static unsigned find_word(const struct mpsec_unlock *door, struct piece *out)
REQUIRES(__CPROVER_r_ok(door, sizeof *door) && door->fill <= MPSEC_UNLOCK_LINE_MAX)
REQUIRES(WRITABLE(out))
ASSIGNS(*out)
ENSURES(RESULT <= WORDS && (RESULT >= BEGIN || IS_PIECE(out)))
;

static size_t say_state(const struct mpsec_service *service, enum mpsec_update_result result,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(__CPROVER_r_ok(service, sizeof *service) && REPLY_THERE(reply))
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(RESULT > 0 && RESULT < MPSEC_UNLOCK_REPLY_MAX)
;

// No byte behind the head's place, and none that was there before it was begun anew.
static enum mpsec_update_result take_head(struct mpsec_service *service, const struct piece *piece)
REQUIRES(WRITABLE(service) && service->head_size <= MPSEC_SERVICE_HEAD_MAX)
REQUIRES(__CPROVER_r_ok(piece, sizeof *piece) && IS_PIECE(piece))
ASSIGNS(service->head_size, service->update, service->head)
ENSURES(service->head_size <= MPSEC_SERVICE_HEAD_MAX)
ENSURES(RESULT == MPSEC_UPDATE_OK || RESULT == MPSEC_UPDATE_ORDER)
ENSURES(RESULT != MPSEC_UPDATE_OK || !service->update.open)
ENSURES(RESULT == MPSEC_UPDATE_OK || service->update.open == OLD(service->update.open))
;

static size_t serve_read(const struct mpsec_service_config *config, struct piece *piece,
                         char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(SERVICE_CONFIG_HERE(config) && WRITABLE(piece) && IS_PIECE(piece) && REPLY_THERE(reply))
ASSIGNS(*piece, served, noted_end)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(RESULT < MPSEC_UNLOCK_REPLY_MAX)
ENSURES(served == OLD(served) || served == MPSEC_SCOPE_READ)
;

static size_t serve_erase(const struct mpsec_service_config *config,
                          char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(SERVICE_CONFIG_HERE(config) && DEVICE_HERE(config->device) && REPLY_THERE(reply))
ASSIGNS(served)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(RESULT > 0 && RESULT < MPSEC_UNLOCK_REPLY_MAX)
ENSURES(served == OLD(served) || served == MPSEC_SCOPE_ERASE)
;

void mpsec_service_start(struct mpsec_service *service, const struct mpsec_service_config *config)
REQUIRES(WRITABLE(service) && __CPROVER_r_ok(config, sizeof *config))
REQUIRES(DOOR_CONFIG_OK(&config->unlock))
ASSIGNS(*service)
ENSURES(!OPEN(&service->door) && !service->door.outstanding && service->door.fill == 0)
;

struct mpsec_service nondet_service(void);
struct mpsec_service_config nondet_service_config(void);
struct piece nondet_piece(void);

#define ANY_SERVICE_CONFIG(config)                                                                 \
    ANY_DEVICE(device);                                                                            \
    struct mpsec_service_port port;                                                                \
    port.read = nondet_bool() ? service_read : NULL;                                               \
    port.erase = nondet_bool() ? service_erase : NULL;                                             \
    port.restart = nondet_bool() ? service_restart : NULL;                                         \
    struct mpsec_service_config config = nondet_service_config();                                  \
    ANY_DOOR_CONFIG(config.unlock);                                                                \
    config.device = &device;                                                                       \
    config.port = &port

void prove_put_u32(void)
{
    uint8_t out[OFFSET_SIZE];
    put_u32(out, nondet_u32());
}

void prove_find_word(void)
{
    struct mpsec_unlock door = nondet_unlock();
    struct piece piece;
    (void)find_word(&door, &piece);
}

void prove_say_state(void)
{
    struct mpsec_service service = nondet_service();
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    (void)say_state(&service, (enum mpsec_update_result)nondet_u32(), reply);
}

void prove_take_head(void)
{
    struct mpsec_service service = nondet_service();
    const struct piece piece = nondet_piece();
    (void)take_head(&service, &piece);
}

void prove_serve_read(void)
{
    ANY_SERVICE_CONFIG(config);
    struct piece piece = nondet_piece();
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    (void)serve_read(&config, &piece, reply);
}

void prove_serve_erase(void)
{
    ANY_SERVICE_CONFIG(config);
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    (void)serve_erase(&config, reply);
}

void prove_mpsec_service_start(void)
{
    ANY_SERVICE_CONFIG(config);
    struct mpsec_service service = nondet_service();
    mpsec_service_start(&service, &config);
}
