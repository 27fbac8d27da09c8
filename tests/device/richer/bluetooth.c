// SPDX-License-Identifier: MIT
// bluetooth.c - what extmod/modbluetooth.h asks of a port, by a stack that is never on. Stacks and
// the drivers of radios are no part of a release archive of MicroPython; upstream's module above
// them is.
#include "py/mpconfig.h"

#if MICROPY_PY_BLUETOOTH

#include "extmod/modbluetooth.h"
#include "extmod/mpbthci.h"
#include "py/mperrno.h"

bool mp_bluetooth_is_active(void)
{
    return false;
}

void mp_bluetooth_hci_poll(void)
{
}

static __attribute__((used)) int absent(void)
{
    return MP_ENODEV;
}

// The rest is asked of a stack that is on: one function under all names.
#define ABSENT(name) \
    __asm__(".global mp_bluetooth_" #name "\n.thumb_set mp_bluetooth_" #name ", absent");

ABSENT(init)
ABSENT(deinit)
ABSENT(get_current_address)
ABSENT(set_address_mode)
ABSENT(gap_get_device_name)
ABSENT(gap_set_device_name)
ABSENT(gap_advertise_start)
ABSENT(gap_advertise_stop)
ABSENT(gatts_register_service_begin)
ABSENT(gatts_register_service)
ABSENT(gatts_register_service_end)
ABSENT(gatts_read)
ABSENT(gatts_write)
ABSENT(gatts_notify_indicate)
ABSENT(gatts_set_buffer)
ABSENT(gap_disconnect)
ABSENT(get_preferred_mtu)
ABSENT(set_preferred_mtu)
ABSENT(gap_scan_start)
ABSENT(gap_scan_stop)
ABSENT(gap_peripheral_connect)
ABSENT(gap_peripheral_connect_cancel)
ABSENT(gattc_discover_primary_services)
ABSENT(gattc_discover_characteristics)
ABSENT(gattc_discover_descriptors)
ABSENT(gattc_read)
ABSENT(gattc_write)
ABSENT(gattc_exchange_mtu)

#endif
