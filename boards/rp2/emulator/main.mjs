// node main.mjs [--until ADDRESS] FIRMWARE FLASH [ID] - an emulated Raspberry Pi Pico with its USB console on
// descriptor 3, a socket. FIRMWARE is a raw image of the flash from its first byte; FLASH is the
// file that keeps what the firmware writes behind it; ID, 16 hexadecimal digits, is what the flash chip
// says of itself. Runs until the socket closes.
// With --until nobody holds the console. When the function at ADDRESS is called first, the instructions since power
// came and the microseconds of the chip's clock are printed, and it ends.

import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";

import { FLASH_BASE, installBootrom } from "./bootrom.mjs";

const CONSOLE = 3;
const BOOT_STACK = 0x20041f00; // the ROM's, at the end of the RAM
const FLASH_SIZE = 2 * 1024 * 1024;
const INSTRUCTIONS_PER_TURN = 200000;
const NANOSECONDS = 1e9 / 125e6;
const FRAME = 1e6; // nanoseconds
const ROSC = 0x40060;
const ROSC_RANDOMBIT = 0x1c;
const SSI = 0x18000;
const SSI_DR0 = 0x60;
const READ_ID = 0x4b;
const ID_AT = 1 + 4; // behind the command and four bytes that mean nothing
const USB_SOF_RD = 0x48;
const USB_DEV_SOF = 1 << 17;
const USB_CONNECTED = 1 << 16;
const {
  values: { until },
  positionals: [firmwarePath, flashPath, id = "e661a4d41f2b5c73"],
} = parseArgs({ options: { until: { type: "string" } }, allowPositionals: true });

const need = createRequire(new URL("../../../.deps/node/", import.meta.url));
const { ConsoleLogger, LogLevel, Simulator, USBCDC } = need("rp2040js");

function openFlash() {
  const firmware = fs.readFileSync(firmwarePath);
  if (firmware.length > FLASH_SIZE) {
    throw new Error(`${firmwarePath} is larger than the flash`);
  }
  const file = fs.openSync(flashPath, fs.existsSync(flashPath) ? "r+" : "w+");
  const size = fs.fstatSync(file).size;
  if (size < FLASH_SIZE) {
    fs.writeSync(file, Buffer.alloc(FLASH_SIZE - size, 0xff), 0, FLASH_SIZE - size, size);
  }
  const bytes = Buffer.alloc(FLASH_SIZE);
  fs.readSync(file, bytes, 0, FLASH_SIZE, 0);
  firmware.copy(bytes); // as if it had just been written there
  return {
    bytes,
    write(offset, size) {
      fs.writeSync(file, bytes, offset, size, offset);
    },
  };
}

// NOR flash: erasing sets, programming clears. `seen` is the emulator's own copy.
function flashOf(chip, seen) {
  const inside = (offset, size) => offset <= FLASH_SIZE && size <= FLASH_SIZE - offset;
  return {
    erase(offset, size) {
      if (inside(offset, size)) {
        chip.bytes.fill(0xff, offset, offset + size);
        seen().fill(0xff, offset, offset + size);
        chip.write(offset, size);
      }
    },
    program(offset, bytes) {
      if (inside(offset, bytes.length)) {
        bytes.forEach((byte, i) => {
          chip.bytes[offset + i] &= byte;
          seen()[offset + i] = chip.bytes[offset + i];
        });
        chip.write(offset, bytes.length);
      }
    },
  };
}

// A host marks each millisecond; rp2040js does that for devices on its own bus only. Upstream's port waits for
// some marks after somebody opened the console, and shows then what was printed before.
function markFrames(clock, usb) {
  const read = usb.readUint32.bind(usb);
  const raise = (set) => {
    usb.intRaw = set ? usb.intRaw | USB_DEV_SOF : usb.intRaw & ~USB_DEV_SOF;
    usb.checkInterrupts();
  };
  usb.readUint32 = (offset) => {
    if (offset === USB_SOF_RD) {
      raise(false);
    }
    return read(offset);
  };
  const frame = clock.createAlarm(() => {
    usb.sofFrameNumber = (usb.sofFrameNumber + 1) & 0x7ff;
    if (usb.sieStatus & USB_CONNECTED) {
      raise(true);
    }
    frame.schedule(FRAME);
  });
  frame.schedule(FRAME);
}

// The ring oscillator's noise. rp2040js has none and reads ones.
function makeNoise(rosc) {
  const read = rosc.readUint32.bind(rosc);
  rosc.readUint32 = (offset) => (offset === ROSC_RANDOMBIT ? crypto.randomInt(2) : read(offset));
}

// The flash chip's identity, asked for byte by byte: each one written gives one to read.
function giveIdentity(ssi) {
  const bytes = Buffer.from(id, "hex");
  const [read, write] = [ssi.readUint32.bind(ssi), ssi.writeUint32.bind(ssi)];
  let asked = -1; // which byte of the command was written last; -1: it is another one
  ssi.writeUint32 = (offset, value) => {
    write(offset, value);
    if (offset === SSI_DR0) {
      const starts = asked < 0 || asked >= ID_AT + bytes.length - 1;
      asked = starts ? (value === READ_ID ? 0 : -1) : asked + 1;
    }
  };
  ssi.readUint32 = (offset) =>
    offset === SSI_DR0 && asked >= ID_AT ? bytes[asked - ID_AT] : read(offset);
}

// Power came once, however often the chip resets itself on its way.
const spent = { instructions: 0, nanoseconds: 0 };

function count(core, clock, address) {
  const execute = core.executeInstruction.bind(core);
  const before = spent.nanoseconds;
  core.executeInstruction = () => {
    spent.nanoseconds = before + clock.nanos;
    if (core.PC === address) {
      process.stdout.write(`${spent.instructions} ${Math.round(spent.nanoseconds / 1000)}\n`);
      process.exit(0);
    }
    spent.instructions++;
    return execute();
  };
}

const chip = openFlash();
const socket =
  until === undefined
    ? new net.Socket({ fd: CONSOLE, readable: true, writable: true })
    : new Writable({ write: (bytes, encoding, done) => done() });
let device = null;

function boot(reason) {
  if (reason !== undefined) {
    process.stderr.write(`reset: ${reason}\n`);
  }
  const { clock, rp2040 } = new Simulator();
  rp2040.logger = new ConsoleLogger(LogLevel.Error, false);
  const next = { rp2040, clock, reset: null, pending: [] };
  rp2040.flash.set(chip.bytes, 0);
  installBootrom(rp2040, flashOf(chip, () => rp2040.flash), (why) => (next.reset = why));
  rp2040.peripherals[0x40058].onWatchdogTrigger = () => (next.reset = "watchdog");
  rp2040.core.onSystemReset = () => (next.reset = "SYSRESETREQ");
  makeNoise(rp2040.peripherals[ROSC]);
  giveIdentity(rp2040.peripherals[SSI]);
  markFrames(clock, rp2040.usbCtrl);
  const usb = new USBCDC(rp2040.usbCtrl);
  usb.onSerialData = (bytes) => socket.write(bytes);
  next.usb = usb;
  // The second stage is the first 256 bytes of the flash; it goes on to the vectors behind it.
  rp2040.core.PC = FLASH_BASE;
  rp2040.core.SP = BOOT_STACK;
  rp2040.core.LR = 0;
  if (until !== undefined) {
    count(rp2040.core, clock, Number(until) & ~1);
  }
  device = next;
}

// Bytes wait here while the emulated host has no room for them.
const waiting = [];
socket.on("data", (bytes) => waiting.push(...bytes));
socket.on("close", () => process.exit(0));
socket.on("error", () => process.exit(0));

function feed(usb) {
  while (usb.initialized && waiting.length > 0 && !usb.txFIFO.full) {
    usb.sendSerialByte(waiting.shift());
  }
}

function turn() {
  const { rp2040, clock } = device;
  feed(device.usb);
  for (let i = 0; i < INSTRUCTIONS_PER_TURN && device.reset === null; i++) {
    if (rp2040.core.waiting) {
      const rest = clock.nanosToNextAlarm;
      clock.tick(rest);
      i += rest / NANOSECONDS;
    } else {
      clock.tick(rp2040.core.executeInstruction() * NANOSECONDS);
    }
  }
  if (device.reset !== null) {
    boot(device.reset);
  }
  setImmediate(turn);
}

boot();
turn();
