// SPDX-License-Identifier: MIT
#include "cmd_unlock.h"

#include "base/file.h"
#include "image/writer.h"
#include "unlock/door.h"
#include "unlock/service.h"

#include <stdio.h>
#include <unistd.h>

enum { SCOPE_READ = 0x02, SCOPE_UPDATE = 0x08, SCOPE_ERASE = 0x10 };

static void show_progress(void *context, size_t done, size_t size)
{
    (void)context;
    fprintf(stderr, "\r%zu of %zu bytes ", done, size);
}

static bool do_update(struct context *context, const struct unlock_request *request,
                      struct service_result *result)
{
    struct file_bytes image;
    const bool watched = !context->quiet && isatty(STDERR_FILENO) != 0;
    const struct watcher watcher = {watched ? show_progress : NULL, NULL};
    if (!file_load(context->arena, &context->diag, "image", request->update, IMAGE_LIMIT, &image)) {
        return false;
    }
    const struct mpsec_span bytes = {(const uint8_t *)image.data, image.size};
    const bool good =
        service_update(context->arena, &context->diag, request->port, bytes, &watcher, result);
    if (watched) {
        fputc('\n', stderr);
    }
    if (good && result->refusal == NULL && !context->json) {
        printf("the device has the image (%zu bytes were there already), and tries it now\n",
               result->resumed_at);
    }
    return good;
}

static bool do_read(struct context *context, const struct unlock_request *request,
                    struct service_result *result)
{
    if (!service_read(context->arena, &context->diag, request->port, request->read, result)) {
        return false;
    }
    if (!context->json && result->size > 0) {
        fwrite(result->text, 1, result->size, stdout);
    }
    return true;
}

bool unlock_serve(struct context *context, const struct unlock_request *request, json_t *document,
                  enum status *status)
{
    struct service_result result = {.refusal = NULL};
    bool good = true;
    if (request->read != NULL) {
        good = do_read(context, request, &result);
    }
    if (good && result.refusal == NULL && request->update != NULL) {
        good = do_update(context, request, &result);
    }
    if (good && result.refusal == NULL && request->erase) {
        good = service_erase(context->arena, &context->diag, request->port, &result);
    }
    if (good && result.refusal != NULL) {
        json_object_set_new(document, "refusal", json_string(result.refusal));
        *status = STATUS_FINDINGS;
        if (!context->json) {
            printf("%s\n", result.refusal);
        }
    }
    return good;
}

uint32_t unlock_work(const struct unlock_request *request)
{
    return (request->update != NULL ? (uint32_t)SCOPE_UPDATE : 0) |
           (request->read != NULL ? (uint32_t)SCOPE_READ : 0) |
           (request->erase ? (uint32_t)SCOPE_ERASE : 0);
}

bool unlock_scopes(struct context *context, const struct unlock_request *request, uint32_t *bits)
{
    const uint32_t work = unlock_work(request);
    *bits = 0;
    if ((work == 0 || request->scope != NULL) &&
        !scopes_from(context->arena, &context->diag,
                     request->scope != NULL ? request->scope : "log", bits)) {
        return false;
    }
    *bits |= work;
    return true;
}
