// SPDX-License-Identifier: MIT
// cmd_image_boot.c - `mpsec image boot`: firmware that the boot ROM of an RP2350 starts by its
// signature.
#include "cmd_image.h"

#include "build/target.h"
#include "build/uf2.h"
#include "image/boot_firmware.h"

#include <stdio.h>

struct boot_options {
    const char *output, *uf2, *key, *passphrase_file;
};

static void show(const struct boot_options *options, const struct boot_key *key, size_t size)
{
    printf("%s: %zu bytes, signed for the boot ROM\nkey hash for OTP BOOTKEY0: ", options->output,
           size);
    for (unsigned i = 0; i < sizeof key->hash; i++) {
        printf("%02x", key->hash[i]);
    }
    puts("\nNothing keeps other firmware out before mpsec provision's steps are done.");
}

static bool save_uf2(struct context *context, const char *path, struct mpsec_span image)
{
    if (path == NULL) {
        return true;
    }
    const struct file_bytes raw = {.data = (char *)(uintptr_t)image.data, .size = image.size};
    const struct file_bytes uf2 =
        uf2_of(context->arena, &raw, target_rp2350.flash_address, target_rp2350.uf2_family);
    return file_write(&context->diag, path, uf2.data, uf2.size);
}

static enum status sign(struct context *context, const char *path,
                        const struct boot_options *options)
{
    struct mpsec_span firmware, image;
    AUTO_BOOT_KEY key = {.name = NULL};
    if (!image_load(context, "firmware", path, &firmware) ||
        !boot_key_load(context->arena, &context->diag, options->key, options->passphrase_file,
                       &key) ||
        !boot_image_sign(context->arena, &context->diag, firmware, target_rp2350.flash_address,
                         &key, &image) ||
        !image_save(context, options->output, image) || !save_uf2(context, options->uf2, image)) {
        return image_end(context, "boot", NULL, STATUS_USAGE);
    }
    if (!context->json) {
        show(options, &key, image.size);
    }
    return image_end(context, "boot",
                     json_pack("{s:s, s:I, s:s, s:o}", "file", options->output, "size",
                               (json_int_t)image.size, "key_hash",
                               key_id_text(context->arena, key.hash), "otp_rows",
                               boot_key_rows(&key)),
                     STATUS_CLEAN);
}

enum status cmd_image_boot(struct context *context, int argc, char *argv[])
{
    struct boot_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the signed firmware goes"},
        {"uf2", 0, OPTION_TEXT, &options.uf2, "FILE", "where it goes as UF2 as well"},
        {"key", 'k', OPTION_TEXT, &options.key, "KEY", "private key on secp256k1, a PEM file"},
        {"passphrase-file", 0, OPTION_TEXT, &options.passphrase_file, "FILE",
         "holds its passphrase (also: MPSEC_PASSPHRASE)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image boot --key KEY -o OUT FIRMWARE",
        .summary = "Sign a raw firmware for the boot ROM of the RP2350.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "FIRMWARE is the firmware.bin of a build. It is signed, not encrypted.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    if (path != NULL && options.key == NULL) {
        diag_input(&context->diag, NO_PLACE, "add --key PRIVATE.pem", "to sign takes a key");
    }
    if (path != NULL && options.output == NULL) {
        diag_input(&context->diag, NO_PLACE, "add -o FILE", "nothing says where to write");
    }
    return diag_failed(&context->diag) ? image_end(context, "boot", NULL, STATUS_USAGE)
                                       : sign(context, path, &options);
}
