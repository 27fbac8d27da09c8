// SPDX-License-Identifier: MIT
#include "attack/machine.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

enum { CHIP_NOISE_SIZE = 32 };
enum { EMULATOR_LINE_FD = 3, ARGUMENTS_MAX = 32, TAKE_DOWN_MS = 20 };

// boards/qemu-arm/README.md has the same words.
static const char *const qemu_arm_arguments[] = {
    "qemu-system-arm",
    "-machine",
    "mps2-an385,memory-backend=flash",
    "-object",
    "memory-backend-file,id=flash,size=16M,share=on,mem-path={flash}",
    "-display",
    "none",
    "-monitor",
    "none",
    "-nic",
    "none",
    "-chardev",
    "socket,id=c0,fd=3",
    "-serial",
    "chardev:c0",
    "-device",
    "loader,addr=0x20000000,force-raw=on,file={chip}",
    "-kernel",
    "{elf}",
    NULL,
};

// boards/qemu-riscv/README.md has the same words. A second flash chip keeps the
// machine from looking at -kernel.
static const char *const qemu_riscv_arguments[] = {
    "qemu-system-riscv32",
    "-machine",
    "virt",
    "-bios",
    "none",
    "-drive",
    "if=pflash,unit=1,format=raw,file={flash}",
    "-display",
    "none",
    "-monitor",
    "none",
    "-nic",
    "none",
    "-chardev",
    "socket,id=c0,fd=3",
    "-serial",
    "chardev:c0",
    "-device",
    "loader,addr=0x80800000,force-raw=on,file={chip}",
    "-device",
    "loader,file={elf}",
    NULL,
};

// boards/rp2/README.md has the same words.
static const char *const rp2040_arguments[] = {
    "node", "{home}/boards/rp2/emulator/main.mjs", "{bin}", "{flash}", NULL,
};

static const char *const rp2350_arguments[] = {
    "node", "{home}/boards/rp2/emulator/main.mjs", "--chip", "rp2350", "{bin}", "{flash}", NULL,
};

// boards/unix/README.md has the same words. The console is the line that we pass on.
static const char *const unix_arguments[] = {
    "env",
    "sh",
    "-c",
    ("flash=$1; chip=$2; elf=$3; shift 3; "
     "MPSEC_FLASH=$flash MPSEC_CHIP=$chip exec \"$elf\" \"$@\" <&3 >&3"),
    "sh",
    "{flash}",
    "{chip}",
    "{elf}",
    NULL,
};

static const struct machine machines[] = {
    {"qemu-arm", qemu_arm_arguments, 16U << 20, {0x100000, 0x300000}, "armv7m", true, true, false},
    {"qemu-riscv",
     qemu_riscv_arguments,
     32U << 20,
     {0x800000, 0xa00000},
     "rv32imc",
     true,
     true,
     false},
    {"rp2040", rp2040_arguments, 2U << 20, {0x60000, 0x7f000}, "armv6m", false, false, false},
    {"rp2350", rp2350_arguments, 4U << 20, {0x60000, 0x7f000}, "armv7emsp", false, false, false},
    {"unix", unix_arguments, 16U << 20, {0x100000, 0x300000}, "x64", true, false, true},
};

const struct machine *machine_find(const char *target)
{
    for (size_t i = 0; target != NULL && i < sizeof machines / sizeof machines[0]; i++) {
        if (strcmp(machines[i].target, target) == 0) {
            return &machines[i];
        }
    }
    return NULL;
}

void device_init(struct device *device, struct arena *arena, const struct machine *machine,
                 const char *home)
{
    *device = (struct device){
        .arena = arena,
        .machine = machine,
        .home = home,
        .process = {.fd = -1},
        .serial = -1,
    };
    line_init(&device->line, arena);
}

// QEMU reads a comma in an option as its end, and two as one.
static const char *escape_commas(struct arena *arena, const char *path)
{
    struct buf buf;
    buf_init(&buf, arena, 1 << 16);
    for (const char *at = path; *at != '\0'; at++) {
        buf_add(&buf, at, 1);
        if (*at == ',') {
            buf_add(&buf, at, 1);
        }
    }
    return buf.data;
}

// The raw image that the build leaves beside its ELF file.
static const char *raw_image(struct arena *arena, const char *elf)
{
    return arena_printf(arena, "%.*s.bin", (int)(strlen(elf) - strlen(".elf")), elf);
}

// What the emulated chip lacks (boards/qemu-arm/README.md): identity and key, the same for every
// device that is attacked here, and noise of its own for each start.
static bool write_chip(struct diag *diag, const char *path)
{
    static const char fuses[] = "mpsC"
                                "an attacked chip"
                                "its key, which no fuse protects.";
    char chip[sizeof fuses - 1 + CHIP_NOISE_SIZE];
    memcpy(chip, fuses, sizeof fuses - 1);
    if (getrandom(chip + sizeof fuses - 1, CHIP_NOISE_SIZE, 0) != CHIP_NOISE_SIZE) {
        diag_environment(diag, NO_PLACE, NULL, "no random numbers: %s", strerror(errno));
        return false;
    }
    return file_write(diag, path, chip, sizeof chip);
}

static const char *chip_path(const struct device *device)
{
    return arena_printf(device->arena, "%s.chip", device->flash);
}

// Puts a file in place of the one word in braces.
static const char *fill_in(struct device *device, const char *argument, const char *elf)
{
    const char *open = strchr(argument, '{');
    const char *close = open == NULL ? NULL : strchr(open, '}');
    if (close == NULL) {
        return argument;
    }
    const char *value = elf;
    if (strncmp(open, "{flash}", 7) == 0) {
        value = device->flash;
    } else if (strncmp(open, "{chip}", 6) == 0) {
        value = chip_path(device);
    } else if (strncmp(open, "{bin}", 5) == 0) {
        value = raw_image(device->arena, elf);
    } else if (strncmp(open, "{home}", 6) == 0) {
        value = device->home;
    }
    if (device->machine->commas_divide && open != argument) {
        value = escape_commas(device->arena, value);
    }
    return arena_printf(device->arena, "%.*s%s%s", (int)(open - argument), argument, value,
                        close + 1);
}

static size_t push_words(struct arena *arena, const char *words, const char **argv, size_t count)
{
    while (words != NULL && count + 1 < ARGUMENTS_MAX) {
        const size_t size = strcspn(words, "\n");
        argv[count++] = arena_strndup(arena, words, size);
        words = words[size] == '\n' ? words + size + 1 : NULL;
    }
    return count;
}

bool device_power_on(struct device *device, struct diag *diag, const char *elf, const char *words)
{
    if (device->on) {
        return true;
    }
    if (device->machine == NULL) {
        line_attach(&device->line, device->serial);
        device->on = device->serial >= 0;
        return device->on;
    }
    const char *argv[ARGUMENTS_MAX] = {0};
    size_t count = 0;
    for (; count + 1 < ARGUMENTS_MAX && device->machine->arguments[count] != NULL; count++) {
        argv[count] = fill_in(device, device->machine->arguments[count], elf);
    }
    (void)push_words(device->arena, words, argv, count);
    const struct process_request request = {.argv = argv, .log = device->log};
    if (device->machine->lends_chip && !write_chip(diag, chip_path(device))) {
        return false;
    }
    if (!process_start(diag, &request, EMULATOR_LINE_FD, &device->process)) {
        return false;
    }
    line_remark(&device->line, "power on");
    line_attach(&device->line, device->process.fd);
    device->on = true;
    return true;
}

bool device_power_off(struct device *device)
{
    if (device->machine == NULL) {
        return false;
    }
    if (device->on) {
        // What the device said before the cut is evidence too.
        (void)line_listen(&device->line, TAKE_DOWN_MS);
        line_remark(&device->line, "power off");
        process_stop(&device->process);
        line_attach(&device->line, -1);
        device->on = false;
    }
    return true;
}

bool device_runs(struct device *device)
{
    if (!device->on) {
        return true;
    }
    if (device->machine != NULL && !process_running(&device->process)) {
        return false;
    }
    return !device->line.closed;
}

void device_release(struct device *device)
{
    process_stop(&device->process);
    if (device->flash != NULL && device->machine->lends_chip) {
        (void)unlink(chip_path(device));
    }
    line_attach(&device->line, -1);
    device->on = false;
}

int serial_open(struct diag *diag, const char *path)
{
    const int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    struct termios settings;
    if (fd < 0 || tcgetattr(fd, &settings) != 0) {
        diag_environment(diag, (struct place){.file = path},
                         "name the serial port of the board, such as /dev/ttyACM0",
                         "cannot open the serial port: %s", strerror(errno));
        file_close_at(&(int){fd});
        return -1;
    }
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    settings.c_cflag &= ~(tcflag_t)CRTSCTS;
    cfsetspeed(&settings, B115200);
    if (tcsetattr(fd, TCSANOW, &settings) != 0) {
        diag_environment(diag, (struct place){.file = path}, NULL,
                         "cannot set up the serial port: %s", strerror(errno));
        close(fd);
        return -1;
    }
    (void)tcflush(fd, TCIOFLUSH);
    return fd;
}
