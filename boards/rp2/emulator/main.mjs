// node main.mjs [--chip CHIP] [--loaded PROGRAM] [--until ADDRESS] FIRMWARE FLASH [ID] - an emulated Raspberry Pi Pico, or with --chip rp2350 a Pico 2,
// with its USB console on descriptor 3, a socket. FIRMWARE is a raw image of the flash from its first byte; FLASH is the
// file that keeps what the firmware writes behind it; ID, 16 hexadecimal digits, is what the flash chip (of a
// Pico 2: the chip) says of itself. Runs until the socket closes.
// With --loaded the chip (rp2350) starts PROGRAM, which a loader in the flash has put at the start of the RAM.
// With --until nobody holds the console. When the function at ADDRESS is called first, the instructions since power
// came and the microseconds of the chip's clock are printed, and it ends.

import fs from "node:fs";
import net from "node:net";
import { createRequire } from "node:module";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";

const CONSOLE = 3;
const CHIPS = {
  rp2040: { flashSize: 2 * 1024 * 1024, load: async () => (await import("./rp2040.mjs")).Rp2040 },
  rp2350: { flashSize: 4 * 1024 * 1024, load: async () => (await import("./rp2350/chip.mjs")).Rp2350 },
};
const INSTRUCTIONS_PER_TURN = 200000;
const FRAME = 1e6; // nanoseconds
const USB_SOF_RD = 0x48;
const USB_DEV_SOF = 1 << 17;
const USB_CONNECTED = 1 << 16;
const {
  values: { chip: chipName = "rp2040", loaded, until },
  positionals: [firmwarePath, flashPath, id = "e661a4d41f2b5c73"],
} = parseArgs({
  options: { chip: { type: "string" }, loaded: { type: "string" }, until: { type: "string" } },
  allowPositionals: true,
});
if (!(chipName in CHIPS)) {
  throw new Error(`no such chip: ${chipName}`);
}
const { flashSize, load } = CHIPS[chipName];

const need = createRequire(new URL("../../../.deps/node/", import.meta.url));
const { USBCDC } = need("rp2040js");

function openFlash() {
  const firmware = fs.readFileSync(firmwarePath);
  if (firmware.length > flashSize) {
    throw new Error(`${firmwarePath} is larger than the flash`);
  }
  const file = fs.openSync(flashPath, fs.existsSync(flashPath) ? "r+" : "w+");
  const size = fs.fstatSync(file).size;
  if (size < flashSize) {
    fs.writeSync(file, Buffer.alloc(flashSize - size, 0xff), 0, flashSize - size, size);
  }
  const bytes = Buffer.alloc(flashSize);
  fs.readSync(file, bytes, 0, flashSize, 0);
  firmware.copy(bytes); // as if it had just been written there
  const write = (offset, size) => fs.writeSync(file, bytes, offset, size, offset);
  const inside = (offset, size) => offset <= flashSize && size <= flashSize - offset;
  // NOR flash: erasing sets, programming clears.
  return {
    bytes,
    erase(offset, size) {
      if (inside(offset, size)) {
        bytes.fill(0xff, offset, offset + size);
        write(offset, size);
      }
    },
    program(offset, news) {
      if (inside(offset, news.length)) {
        news.forEach((byte, i) => (bytes[offset + i] &= byte));
        write(offset, news.length);
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

const Chip = await load();
const flash = openFlash();
const program = loaded && fs.readFileSync(loaded);
const kept = { reason: 0, scratch: new Array(8).fill(0) }; // what a reset leaves in the chip
const socket =
  until === undefined
    ? new net.Socket({ fd: CONSOLE, readable: true, writable: true })
    : new Writable({ write: (bytes, encoding, done) => done() });
let device = null;

// Power came once, however often the chip resets itself on its way.
const spent = { instructions: 0, nanoseconds: 0 };

function reached({ instructions, clock }) {
  const nanoseconds = spent.nanoseconds + clock.nanos;
  process.stdout.write(`${spent.instructions + instructions} ${Math.round(nanoseconds / 1000)}\n`);
  process.exit(0);
}

const remark = (text) => process.stderr.write(`${text}\n`);

function boot() {
  const next = { reset: null };
  next.chip = new Chip({ flash, program, id, kept, remark, reboot: (why) => (next.reset = why) });
  markFrames(next.chip.clock, next.chip.usbCtrl);
  next.usb = new USBCDC(next.chip.usbCtrl);
  next.usb.onSerialData = (bytes) => socket.write(bytes);
  if (until !== undefined) {
    next.chip.watch(Number(until) & ~1, () => reached(next.chip));
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
  feed(device.usb);
  device.chip.run(INSTRUCTIONS_PER_TURN, () => device.reset !== null);
  if (device.reset !== null) {
    remark(`reset: ${device.reset}`);
    spent.instructions += device.chip.instructions;
    spent.nanoseconds += device.chip.clock.nanos;
    boot();
  }
  setImmediate(turn);
}

boot();
turn();
