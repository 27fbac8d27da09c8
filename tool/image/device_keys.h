// device_keys.h - what a device with a signed application is built with: whom it trusts, and the
// class of device that it is.
#ifndef IMAGE_DEVICE_KEYS_H
#define IMAGE_DEVICE_KEYS_H

#include "base/arena.h"
#include "base/diag.h"
#include "image/uuid.h"
#include "model/model.h"

// The ids of a model's device, by the rule of uuid.h: the vendor is the name below, the class is
// the model's device.id. Devices of one model take each other's images, others do not.
#define DEVICE_VENDOR "mpsec.invalid"
bool device_ids(struct diag *diag, const struct model *model, struct image_ids *out);

// The text of mpsec_keys.h (guard/port/): MPSEC_KEYS, the public keys of the model's `keys` with
// their roles, and MPSEC_CLASS_ID. Of a private key its public half is taken. NULL after an
// error, and, without one, for a model that names no key.
const char *device_keys_text(struct arena *arena, struct diag *diag, const struct model *model);

#endif
