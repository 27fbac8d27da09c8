// cmd_image.h - the subcommands of `mpsec image`, and what several of them share.
#ifndef CMD_IMAGE_H
#define CMD_IMAGE_H

#include "command.h"
#include "image/key.h"
#include "image/lms_key.h"
#include "image/verdict.h"
#include "image/writer.h"

enum status cmd_image_sign(struct context *context, int argc, char *argv[]);
enum status cmd_image_verify(struct context *context, int argc, char *argv[]);
enum status cmd_image_info(struct context *context, int argc, char *argv[]);
enum status cmd_image_encrypt(struct context *context, int argc, char *argv[]);
enum status cmd_image_decrypt(struct context *context, int argc, char *argv[]);
enum status cmd_image_extract(struct context *context, int argc, char *argv[]);
enum status cmd_image_digest(struct context *context, int argc, char *argv[]);
enum status cmd_image_attach(struct context *context, int argc, char *argv[]);
enum status cmd_image_romfs(struct context *context, int argc, char *argv[]);
enum status cmd_image_seal(struct context *context, int argc, char *argv[]);
enum status cmd_image_boot(struct context *context, int argc, char *argv[]);
enum status cmd_image_ls(struct context *context, int argc, char *argv[]);

// command_end() for a subcommand: its name stands in the document.
enum status image_end(struct context *context, const char *subcommand, json_t *document,
                      enum status status);

// Every subcommand works on one file. NULL after reporting any other number of operands.
const char *image_operand(struct context *context, int operands, char *argv[]);

// Reads the operand; `what` names it in messages.
bool image_load(struct context *context, const char *what, const char *path,
                struct mpsec_span *out);

// Writes `bytes` where --output says; without one it is an error.
bool image_save(struct context *context, const char *path, struct mpsec_span bytes);

// The options that say what is to be signed.
struct draft_options {
    const char *version, *counter, *vendor_id, *class_id;
};
#define DRAFT_OPTIONS(options)                                                                \
    {"version", 0, OPTION_TEXT, &(options)->version, "V", "its version, such as 1.2.3+4"},    \
        {"counter",           0,   OPTION_TEXT,                                               \
         &(options)->counter, "N", "its security counter: devices never go back below it"},   \
        {"vendor-id",           0,    OPTION_TEXT,                                            \
         &(options)->vendor_id, "ID", "of which vendor: a UUID or a name"},                   \
    {                                                                                         \
        "class-id", 0, OPTION_TEXT, &(options)->class_id, "ID", "for which devices: likewise" \
    }

// Both version and counter must be given.
bool image_draft_options(struct context *context, const struct draft_options *options,
                         struct draft_request *out);

// The public keys of --key, in an arena; to be released with the context's arena alone, since a
// public key holds nothing. At least one, at most MPSEC_KEYS_MAX.
// `lms` names the LMS keys of the first of them.
bool image_public_keys(struct context *context, const struct option_list *paths,
                       const struct option_list *lms, const struct key **out);

#endif
