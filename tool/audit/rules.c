// SPDX-License-Identifier: MIT
#include "audit/facts/facts.h"

#define LIST(...)         \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }
#define NAMES(...)   .names = LIST(__VA_ARGS__)
#define MODULES(...) .modules = LIST(__VA_ARGS__)
#define KEYS(...)    .keys = LIST(__VA_ARGS__)

#define PROTECTS .protects = true

#define RAW_PROMPT "raw REPL; CTRL-B to exit"

// Each name was seen in a build that has the thing and missed in one that has not, or stands in
// the source of the port that would have it. Modules had a u in front before 1.21.
static const struct rule rules[] = {
    {"access-token", symbols_nothing, secrets_tokens, NAMES(NULL)},
    {"app-frozen", symbols_frozen, tables_frozen, NAMES("mp_find_frozen_module"), PROTECTS},
    {"application-image", symbols_nothing, contents_image, NAMES(NULL)},
    {"bluetooth", symbols_any, tables_module,
     NAMES("mp_module_bluetooth", "bluetooth_ble_type", "mp_bluetooth_init"),
     MODULES("bluetooth", "ubluetooth", "ble", "pybricks.ble")},
    {"boot-hook", symbols_any, tables_boot, NAMES("__wrap_mp_init"), PROTECTS},
    {"bootloader-entry", symbols_any, tables_bootloader,
     NAMES("machine_bootloader_obj", "machine_bootloader", "pyb_bootloader_obj"),
     MODULES("machine", "umachine", "pyb"), KEYS("bootloader")},
    {"compiler", symbols_any, tables_compiler, .names = symbols_of_compiler},
    {"default-password", symbols_nothing, secrets_defaults, NAMES(NULL),
     KEYS("picoW123", "pybd0123", "alif0123", "micropythoN", "www.wipy.io")},
    {"dma-access", symbols_unhooked, tables_class, NAMES("rp2_dma_type"), MODULES("rp2", "_rp2"),
     KEYS("DMA")},
    {"dupterm", symbols_any, tables_member, NAMES("mp_os_dupterm_obj", "mp_os_dupterm"),
     MODULES("os", "uos", "pyb"), KEYS("dupterm")},
    {"elf-fortify", protection_fortify, NULL, NAMES(NULL), PROTECTS},
    {"elf-no-exec-stack", protection_stack, NULL, NAMES(NULL), PROTECTS},
    {"elf-pie", protection_moves, NULL, NAMES(NULL), PROTECTS},
    {"elf-relro", protection_relro, NULL, NAMES(NULL), PROTECTS},
    {"elf-stack-protector", protection_canary, NULL, NAMES(NULL), PROTECTS},
    {"emitters", symbols_any, tables_emitters,
     NAMES("emit_native_thumb_method_table", "emit_native_arm_method_table",
           "emit_native_x64_method_table", "emit_native_x86_method_table",
           "emit_native_xtensa_method_table", "emit_native_xtensawin_method_table",
           "emit_native_rv32_method_table", "emit_native_debug_method_table",
           "emit_inline_thumb_method_table", "emit_inline_xtensa_method_table",
           "emit_inline_rv32_method_table")},
    {"emitters-configured", symbols_any, tables_configured, NAMES("mp_type_ViperTypeError")},
    {"espnow", symbols_any, tables_module, NAMES("mp_module_esp_espnow", "esp_espnow_type"),
     MODULES("_espnow", "espnow")},
    {"eval-exec", symbols_any, tables_member,
     NAMES("mp_builtin_eval_obj", "mp_builtin_exec_obj", "mp_builtin_compile_obj",
           "mp_builtin_execfile_obj"),
     MODULES("builtins"), KEYS("eval", "exec", "compile", "execfile")},
    {"ffi", symbols_any, tables_module, NAMES("mp_module_ffi"), MODULES("ffi")},
    {"flash-access", symbols_unhooked, tables_class,
     NAMES("rp2_flash_type", "esp_flash_read_obj", "esp_flash_write_obj", "esp32_partition_type",
           "samd_flash_type", "mimxrt_flash_type", "pyb_flash_type", "flash_type"),
     MODULES("rp2", "_rp2", "esp", "esp32", "flash", "samd", "mimxrt", "pyb"),
     KEYS("Flash", "flash_read", "flash_write", "Partition")},
    {"frozen-source", symbols_nothing, tables_source, NAMES(NULL)},
    {"fs-import", symbols_any, tables_import, NAMES("mp_vfs_import_stat", "mp_import_stat")},
    {"keyboard-interrupt", symbols_any, tables_keyboard, NAMES("mp_hal_set_interrupt_char")},
    {"marshal", symbols_any, tables_module, NAMES("mp_module_marshal"), MODULES("marshal")},
    {"mpy-load", symbols_any, tables_mpy, .names = symbols_of_loader},
    {"native-load", symbols_native_load, tables_native, NAMES("mp_emit_glue_assign_native")},
    {"network", symbols_any, tables_module,
     NAMES("mp_module_network", "mp_module_socket", "mp_module_lwip", "mp_module_usocket"),
     MODULES("network", "socket", "usocket", "lwip")},
    {"peripheral-access", symbols_any, tables_member,
     NAMES("machine_pin_type", "machine_spi_type", "machine_i2c_type", "machine_uart_type",
           "mp_machine_soft_i2c_type", "mp_machine_soft_spi_type", "machine_signal_type"),
     MODULES("machine", "umachine", "pyb"),
     KEYS("Pin", "SPI", "I2C", "UART", "SoftSPI", "SoftI2C", "Signal", "PWM", "ADC")},
    {"private-key", symbols_nothing, secrets_keys, NAMES(NULL)},
    {"raw-memory", symbols_any, tables_member,
     NAMES("machine_mem8_obj", "machine_mem16_obj", "machine_mem32_obj", "machine_mem_type"),
     MODULES("machine", "umachine", "stm"), KEYS("mem8", "mem16", "mem32")},
    {"repl-friendly", symbols_prompt, tables_prompt,
     NAMES("pyexec_friendly_repl", "pyexec_event_repl_process_char"),
     KEYS("Type \"help()\" for more information.", "Ctrl-E for paste mode")},
    {"repl-paste", symbols_prompt, tables_prompt,
     NAMES("pyexec_raw_repl", "pyexec_event_repl_process_char"), KEYS(RAW_PROMPT)},
    {"repl-raw", symbols_prompt, tables_prompt,
     NAMES("pyexec_raw_repl", "pyexec_event_repl_process_char"), KEYS(RAW_PROMPT)},
    {"romfs", symbols_nothing, contents_romfs, NAMES(NULL)},
    {"service-door", symbols_any, tables_door, NAMES("mpsec_service_byte"), PROTECTS},
    {"settrace", symbols_any, tables_member, NAMES("mp_sys_settrace_obj", "mp_prof_settrace"),
     MODULES("sys"), KEYS("settrace")},
    {"signed-application", symbols_any, tables_signed, NAMES("mpsec_admit"), PROTECTS},
    {"tls", symbols_any, tables_module, NAMES("mp_module_tls", "mp_module_ssl", "mp_module_ussl"),
     MODULES("tls", "ssl", "ussl")},
    {"touch-1200", symbols_any, tables_touch, NAMES("usbd_cdc_run_bootloader_task")},
    {"uctypes", symbols_any, tables_module,
     NAMES("mp_module_uctypes", "uctypes_struct_type", "uctypes_struct_bytes_at_obj"),
     MODULES("uctypes")},
    {"usb-msc", symbols_any, tables_usb_drive,
     NAMES("tud_msc_read10_cb", "tud_msc_inquiry_cb", "usbd_msc_init", "usbd_msc_init_lu",
           "USBD_MSC_fops")},
    {"usb-runtime", symbols_any, tables_member, NAMES("machine_usb_device_type"),
     MODULES("machine", "umachine"), KEYS("USBDevice")},
    {"usb-serial", symbols_any, tables_usb_serial,
     NAMES("tud_cdc_n_write", "usbd_cdc_init", "cdcd_init")},
    {"verbose-errors", symbols_errors, tables_errors, NAMES("mp_obj_str_format")},
    {"vfs-fat", symbols_any, tables_type, NAMES("mp_fat_vfs_type"), KEYS("VfsFat")},
    {"vfs-littlefs", symbols_any, tables_type, NAMES("mp_type_vfs_lfs1", "mp_type_vfs_lfs2"),
     KEYS("VfsLfs1", "VfsLfs2")},
    {"vfs-mount", symbols_any, tables_mount, NAMES("mp_vfs_mount_obj", "mp_vfs_umount_obj"),
     MODULES("vfs", "os", "uos"), KEYS("mount", "umount")},
    {"vfs-rom", symbols_unhooked, tables_class, NAMES("mp_type_vfs_rom"),
     MODULES("vfs", "os", "uos"), KEYS("VfsRom")},
    {"webrepl", symbols_any, tables_module,
     NAMES("mp_module_webrepl", "webrepl_type", "webrepl_set_password_obj"),
     MODULES("_webrepl", "uwebrepl")},
    {"wifi-password", symbols_nothing, tables_wifi, NAMES(NULL)},
};

const struct rule *audit_rules(size_t *count)
{
    *count = sizeof rules / sizeof *rules;
    return rules;
}
