"""What is in a firmware of the corpus: once from macros and reachability, once from its symbols."""

import subprocess

from configurations import PREFIX

MACROS = [
    "MICROPY_ENABLE_COMPILER", "MICROPY_PY_BUILTINS_EVAL_EXEC", "MICROPY_PY_BUILTINS_COMPILE",
    "MICROPY_PY_BUILTINS_EXECFILE", "MICROPY_PY_UCTYPES", "MICROPY_PY_MACHINE", "MICROPY_PY_MACHINE_MEMX",
    "MICROPY_PY_SYS_SETTRACE", "MICROPY_PY_MARSHAL", "MICROPY_PY_OS", "MICROPY_PY_OS_DUPTERM", "MICROPY_VFS",
    "MICROPY_VFS_ROM", "MICROPY_VFS_FAT", "MICROPY_VFS_LFS1", "MICROPY_VFS_LFS2",
    "MICROPY_PERSISTENT_CODE_LOAD", "MICROPY_EMIT_MACHINE_CODE", "MICROPY_EMIT_NATIVE",
    "MICROPY_EMIT_INLINE_ASM", "MICROPY_PY_NETWORK", "MICROPY_PY_SOCKET", "MICROPY_PY_LWIP", "MICROPY_PY_SSL",
    "MICROPY_PY_BLUETOOTH", "MICROPY_PY_WEBREPL", "MICROPY_PY_FFI", "MICROPY_PY_MACHINE_BOOTLOADER",
    "MICROPY_HW_USB_MSC", "MICROPY_HW_USB_CDC", "MICROPY_HW_ENABLE_USB_RUNTIME_DEVICE",
    "MICROPY_HW_ENABLE_USBDEV", "MICROPY_KBD_EXCEPTION", "MICROPY_ERROR_REPORTING", "MICROPY_PY_ESPNOW",
    "MICROPY_OBJ_REPR", "MICROPY_PY_ASYNC_AWAIT", "MICROPY_PY_ASSIGN_EXPR", "MICROPY_PY_THREAD",
    "MICROPY_PY_MACHINE_PIN_BASE", "MICROPY_PY_MACHINE_SPI", "MICROPY_PY_MACHINE_SOFTI2C", "MICROPY_PY_VFS",
    "MICROPY_MODULE_FROZEN_STR", "MICROPY_PY_MACHINE_UART", "MICROPY_PY_MACHINE_I2C",
    "MICROPY_PY_BUILTINS_HELP", "MICROPY_PY_MACHINE_DHT_READINTO", "MICROPY_REPL_EVENT_DRIVEN",
]  # fmt: skip


# fact -> names of which the linker keeps one when the thing is in. None: no name tells.
SYMBOLS = {
    "compiler": ["mp_compile", "mp_compile_to_raw_code"],
    "uctypes": ["mp_module_uctypes"],
    "raw-memory": ["machine_mem8_obj", "machine_mem32_obj"],
    "eval-exec": ["mp_builtin_eval_obj", "mp_builtin_exec_obj", "mp_builtin_compile_obj", "mp_builtin_execfile_obj"],
    "dupterm": ["mp_os_dupterm_obj"],
    "vfs-rom": ["mp_type_vfs_rom"],
    "vfs-fat": ["mp_fat_vfs_type"],
    "vfs-littlefs": ["mp_type_vfs_lfs1", "mp_type_vfs_lfs2"],
    "mpy-load": ["mp_raw_code_load", "mp_raw_code_load_file", "load_raw_code"],
    "emitters": [f"emit_{kind}_{core}_method_table" for kind in ("native", "inline")
                 for core in ("thumb", "arm", "rv32", "x64", "x86")],
    "emitters-configured": ["mp_type_ViperTypeError"],
    "settrace": ["mp_sys_settrace_obj", "mp_prof_settrace"],
    "marshal": ["mp_module_marshal"],
    "network": ["mp_module_network", "mp_module_socket", "mp_module_lwip"],
    "tls": ["mp_module_tls"],
    "bluetooth": ["mp_module_bluetooth"],
    "espnow": ["mp_module_esp_espnow"],
    "webrepl": ["mp_module_webrepl"],
    "ffi": ["mp_module_ffi"],
    "bootloader-entry": ["machine_bootloader_obj"],
    "usb-msc": ["tud_msc_read10_cb"],
    "usb-serial": ["tud_cdc_n_write"],
    "usb-runtime": ["machine_usb_device_type"],
    "dma-access": ["rp2_dma_type"],
    "flash-access": ["rp2_flash_type"],
    "peripheral-access": ["machine_pin_type", "machine_spi_type", "machine_i2c_type", "machine_uart_type",
                          "mp_machine_soft_i2c_type", "mp_machine_soft_spi_type", "machine_signal_type"],
    "fs-import": ["mp_vfs_import_stat", "mp_import_stat"],
    "keyboard-interrupt": ["mp_hal_set_interrupt_char"],
    "vfs-mount": ["mp_vfs_mount_obj"],
    "service-door": ["mpsec_service_byte"],
    "signed-application": ["mpsec_admit"],
}  # fmt: skip

# fact -> plant that makes it so
PLANTED = {
    "app-frozen": "main",
    "private-key": "key",
    "access-token": "token",
    "default-password": "default",
    "wifi-password": "wifi",
    "romfs": "romfs",
    "application-image": "image",
    "frozen-source": "source",
}


def by_symbols(elf, port):
    out = subprocess.run([PREFIX[port] + "nm", elf], capture_output=True, text=True, check=True).stdout
    names = {line.split()[-1].split(".")[0] for line in out.splitlines()}
    truth = {fact: any(name in names for name in wanted) for fact, wanted in SYMBOLS.items()}
    truth["native-load"] = truth["mpy-load"] and "mp_emit_glue_assign_native" in names
    prompt = "do_repl" in names or "pyexec_raw_repl" in names
    for fact in ("repl-friendly", "repl-raw", "repl-paste"):  # without a compiler the name stands in
        truth[fact] = prompt and truth["compiler"]
    if port == "unix":  # its own prompt, which may be compiled into main()
        truth["repl-friendly"], truth["repl-raw"], truth["repl-paste"] = None, False, False
    truth["boot-hook"] = "__wrap_mp_init" in names
    sized = subprocess.run([PREFIX[port] + "nm", "-S", elf], capture_output=True, text=True, check=True).stdout
    sizes = [int(line.split()[1], 16) for line in sized.splitlines() if line.endswith(" mp_frozen_str_sizes")]
    truth["frozen-source"] = any(size > 4 for size in sizes)  # the 0 at its end is always there
    return truth


def by_macros(config, values):
    """The facts that macros order, and-ed with what makes them reachable."""
    port = config["port"]

    def on(*names):
        return any(values["MICROPY_" + name] > 0 for name in names)

    compiler = on("ENABLE_COMPILER")
    loader = on("PERSISTENT_CODE_LOAD")
    serial = port == "rp2"
    truth = {
        "compiler": compiler,
        "uctypes": on("PY_UCTYPES"),
        "raw-memory": on("PY_MACHINE") and on("PY_MACHINE_MEMX"),
        "eval-exec": compiler and on("PY_BUILTINS_EVAL_EXEC", "PY_BUILTINS_COMPILE", "PY_BUILTINS_EXECFILE"),
        "dupterm": on("PY_OS") and on("PY_OS_DUPTERM"),
        "vfs-rom": on("VFS") and on("VFS_ROM"),
        "vfs-fat": on("VFS") and on("VFS_FAT"),
        "vfs-littlefs": on("VFS") and on("VFS_LFS1", "VFS_LFS2"),
        "mpy-load": loader,
        "native-load": loader and on("EMIT_MACHINE_CODE"),
        "emitters": compiler and on("EMIT_NATIVE", "EMIT_INLINE_ASM"),
        "emitters-configured": on("EMIT_NATIVE"),
        "settrace": on("PY_SYS_SETTRACE"),
        "tls": on("PY_SSL"),
        "bluetooth": on("PY_BLUETOOTH"),
        "espnow": on("PY_ESPNOW"),
        "webrepl": on("PY_WEBREPL"),
        "ffi": on("PY_FFI"),
        "network": on("PY_NETWORK", "PY_SOCKET", "PY_LWIP"),
        "bootloader-entry": on("PY_MACHINE") and on("PY_MACHINE_BOOTLOADER"),
        "usb-msc": on("HW_USB_MSC"),
        "usb-serial": serial and on("HW_ENABLE_USBDEV", "HW_USB_CDC"),
        "repl-friendly": compiler,
        "repl-raw": compiler and port != "unix",
        "repl-paste": compiler and port != "unix",
        "boot-hook": False,
        "service-door": False,
        "signed-application": False,
        "verbose-errors": values["MICROPY_ERROR_REPORTING"] >= 2,
    }
    truth.update({fact: plant in config["plants"] for fact, plant in PLANTED.items()})
    truth["frozen-source"] = truth["frozen-source"] and on("MODULE_FROZEN_STR")
    return truth


# What an attacker reads of the modules frozen into every firmware of the corpus.
HELPER = {"greet(name, title)", "inner(word)", "turn_on(self, level)"}
HELPER_NUMBERS = {"86400", "-31337", "1073823744", "2", "4660"}
HELPER_TEXTS = {"greeting-of-the-corpus", "limit-of-the-corpus", "bright-as-the-day"}


def identity(config, values):
    """What the firmware is, as the audit's inventory says it: question -> function, and what is right."""
    files = {"helper.py"}
    for plant, name in (("main", "main.py"), ("key", "identity.py"), ("token", "upload.py"),
                        ("default", "hotspot.py"), ("wifi", "wifi.py")):  # fmt: skip
        if plant in config["plants"]:
            files.add(name)
    form = "ABCD"[values["MICROPY_OBJ_REPR"]]
    return {
        "is-version": config["release"],
        "is-objects": form,
        "is-platform": {"unix": "linux", "rp2": "rp2"}.get(config["port"], "qemu"),
        "has-frozen": files,
        "has-functions": HELPER,
        "has-constants": HELPER_TEXTS,
        "has-numbers": HELPER_NUMBERS if "hooks" in config else None,
        "has-async": values["MICROPY_PY_ASYNC_AWAIT"] > 0 if values["MICROPY_ENABLE_COMPILER"] > 0 else None,
        "has-walrus": values["MICROPY_PY_ASSIGN_EXPR"] > 0 if values["MICROPY_ENABLE_COMPILER"] > 0 else None,
    }


def truth_of(config, values, elf):
    """fact -> bool, and the facts on which the two truths disagree."""
    symbols = by_symbols(elf, config["port"])
    ordered = by_macros(config, values)
    truth = dict(ordered)
    truth.update({fact: there for fact, there in symbols.items() if fact not in ordered and there is not None})
    apart = [fact for fact in ordered if symbols.get(fact, ordered[fact]) not in (None, ordered[fact])]
    return truth, apart
