// mpsec/err.h - why bytes were refused, one sentence each.
//
// Errors are about form. Whether an image is admitted is a verdict (image_verify.h), never an error
// code that a fault could turn into success: MPSEC_OK is not permission for anything.
#ifndef MPSEC_ERR_H
#define MPSEC_ERR_H

#define MPSEC_CHECK __attribute__((warn_unused_result))

// The sections are those of docs/spec/image-format.md, and of docs/spec/romfs.md where it says so.
#define MPSEC_ERRORS(ROW)                                                                      \
    ROW(MPSEC_OK, "well formed")                                                               \
    ROW(MPSEC_ERR_MAGIC, "not an image: the magic number is missing (§2)")                     \
    ROW(MPSEC_ERR_TRUNCATED, "a declared size reaches past the end (§2, §3)")                  \
    ROW(MPSEC_ERR_TRAILING, "bytes are left over behind the last record (§3)")                 \
    ROW(MPSEC_ERR_HEADER_SIZE, "the header size is not 32 (§2)")                               \
    ROW(MPSEC_ERR_LOAD_ADDRESS, "the load address is not 0 (§2)")                              \
    ROW(MPSEC_ERR_FLAGS, "a flag is set that the profile does not know (§2)")                  \
    ROW(MPSEC_ERR_RESERVED, "a reserved field is not 0 (§2)")                                  \
    ROW(MPSEC_ERR_EMPTY, "there is no payload (§2)")                                           \
    ROW(MPSEC_ERR_PADDING, "an encrypted payload is not a multiple of 16 bytes (§2)")          \
    ROW(MPSEC_ERR_AREA_MAGIC, "a record area does not start with its magic number (§3)")       \
    ROW(MPSEC_ERR_AREA_SIZE, "a record area's size is not the declared one (§3)")              \
    ROW(MPSEC_ERR_RECORD_TYPE, "a record of this type has no place here (§4, §5)")             \
    ROW(MPSEC_ERR_RECORD_ORDER, "a record stands out of order or twice (§4, §5)")              \
    ROW(MPSEC_ERR_RECORD_SIZE, "a record's size is not that of its type (§4, §5)")             \
    ROW(MPSEC_ERR_MISSING, "a record that every image must have is missing (§4, §5)")          \
    ROW(MPSEC_ERR_ENCRYPTION, "the flags and the encryption record disagree (§5)")             \
    ROW(MPSEC_ERR_DER, "the signature is not canonical DER (§6)")                              \
    ROW(MPSEC_ERR_LMS, "the LMS signature is not one of H10 and W8, or its leaf is none (§6)") \
    ROW(MPSEC_ERR_ROMFS_MAGIC, "not a ROMFS: it does not start with d2 cd 31 (ROMFS §1)")      \
    ROW(MPSEC_ERR_ROMFS_ODD, "the size of the ROMFS is odd (ROMFS §1)")                        \
    ROW(MPSEC_ERR_ROMFS_TRAILING, "more than padding stands behind the ROMFS (ROMFS §1)")      \
    ROW(MPSEC_ERR_ROMFS_NUMBER, "a number of the ROMFS is too long or too large (ROMFS §2)")   \
    ROW(MPSEC_ERR_ROMFS_BOUNDS,                                                                \
        "a record, name or pointer reaches out of its place (ROMFS §3, §5)")                   \
    ROW(MPSEC_ERR_ROMFS_RECORD, "a record of this kind has no place here (ROMFS §3)")          \
    ROW(MPSEC_ERR_ROMFS_NAME, "a name is empty, too long, or no name (ROMFS §4)")              \
    ROW(MPSEC_ERR_ROMFS_ORDER, "the names of a folder do not rise (ROMFS §4)")                 \
    ROW(MPSEC_ERR_ROMFS_DEPTH, "folders are nested too deep (ROMFS §4)")                       \
    ROW(MPSEC_ERR_ROMFS_DATA, "a file has no data, or has it twice (ROMFS §5)")

enum mpsec_err {
#define MPSEC_ERR_ENUM(name, sentence) name,
    MPSEC_ERRORS(MPSEC_ERR_ENUM)
#undef MPSEC_ERR_ENUM
};

#endif
