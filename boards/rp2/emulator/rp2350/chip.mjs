// An RP2350 with one Cortex-M33, as much of it as MicroPython's firmware asks for: memory, buses, and the devices behind them.
//
// UART, USB, timers and ADC are rp2040js's; the rest are registers that keep what they are told and answer what a start waits for
// (offsets: pico-sdk, rp2350/hardware_regs). No second core, no PIO, no pins but their pulls; buses are not locked (ACCESSCTRL).

import crypto from "node:crypto";

import { RPADC } from "../../../../.deps/node/node_modules/rp2040js/dist/esm/peripherals/adc.js";
import { RPTimer } from "../../../../.deps/node/node_modules/rp2040js/dist/esm/peripherals/timer.js";
import { RPUART } from "../../../../.deps/node/node_modules/rp2040js/dist/esm/peripherals/uart.js";
import { RPUSBController } from "../../../../.deps/node/node_modules/rp2040js/dist/esm/peripherals/usb.js";
import { ConsoleLogger, LogLevel } from "../../../../.deps/node/node_modules/rp2040js/dist/esm/utils/logging.js";
import { CortexM33 } from "../m33/core.mjs";
import { SystemControl } from "../m33/system.mjs";
import { installBootrom, vectorsOf } from "./bootrom.mjs";
import { Bus, FLASH_BASE, RAM_BASE } from "./bus.mjs";
import { ChipClock, CYCLE } from "./clock.mjs";
import { Dma } from "./dma.mjs";
import { DoubleCoprocessor } from "./doubles.mjs";
import { FlashBus } from "./flash_bus.mjs";
import { Registers } from "./registers.mjs";
import { PinCoprocessor, Pins, Sio } from "./sio.mjs";
import { Watchdog } from "./watchdog.mjs";

const IRQ = { timer1: 4, dma: 10, usb: 14, uart0: 33, uart1: 34, adc: 35 };
const ALL_RESETS = 0x1fffffff;
const LOCKED = 1 << 31; // of a PLL
const STABLE = (1 << 31) | (1 << 12); // an oscillator
const CHIP_ID = 0x20004927; // second revision
const ASIC = 2;
const DESELECTED = 1 << 9; // the flash chip's select, at its pad
const PULLED_UP = 1 << 3; // of a pad
const CORE_1 = 1 << 24; // of the power sequencer

export class Rp2350 {
  // `flash` has bytes, erase(offset, size) and program(offset, bytes); `reboot(why)` is called when the chip starts anew;
  // `kept` is what survives that. `program` is what a loader has put into the RAM and goes on with; without it the
  // chip starts what is in the flash.
  constructor({ flash, program, id, reboot, kept, remark }) {
    this.clock = new ChipClock();
    this.bus = new Bus(flash.bytes);
    this.core = new CortexM33(this.bus, { onStop: remark, onRemark: remark });
    this.core.executed = 0;
    this.clock.core = this.core;
    this.addDevices({ id, reboot, kept, remark });
    this.bus.system = new SystemControl(this.core, this.clock, CYCLE, () => reboot("SYSRESETREQ"));
    installBootrom(this, { flash, id, reboot, remark });
    if (program !== undefined) {
      this.bus.ram.set(program);
    }
    this.core.reset(program === undefined ? vectorsOf(flash.bytes, FLASH_BASE) : vectorsOf(program, RAM_BASE));
  }

  get instructions() {
    return this.core.executed;
  }

  // Up to `count` instructions, or as long as they would have taken.
  run(count, stopped) {
    for (let left = count; left > 0 && !stopped(); ) {
      left -= this.clock.advance(left);
    }
  }

  // Calls `reached()` before the instruction at an address.
  watch(address, reached) {
    this.run = (count, stopped) => {
      for (let left = count; left > 0 && !stopped(); ) {
        if (this.core.next === address && !this.core.asleep) {
          reached();
        }
        left -= this.clock.advance(this.core.asleep ? left : 1);
      }
    };
  }

  // What rp2040js's devices ask of a chip, with interrupts of their own.
  faceFor(interrupt) {
    const { core, clock, bus } = this;
    return {
      clock,
      clkPeri: 150e6,
      logger: new ConsoleLogger(LogLevel.Error, false),
      usbDPRAM: bus.usbMemory,
      usbDPRAMView: bus.usbView,
      dma: { setDREQ() {}, clearDREQ() {} },
      setInterrupt: (irq, high) => core.exceptions.setLine(interrupt(irq), high),
    };
  }

  addDevices({ id, reboot, kept, remark }) {
    const { bus, core, clock } = this;
    const unknown = (code) => core.undefinedInstruction(`of a coprocessor, ${(code >>> 0).toString(16)}`);
    this.usbCtrl = new RPUSBController(this.faceFor(() => IRQ.usb), "USB");
    const pads = new Registers();
    const pins = new Pins((half) => pulls(pads, half));
    const sio = new Sio(pins, remark);
    core.coprocessors[0] = new PinCoprocessor(pins, unknown);
    core.coprocessors[4] = new DoubleCoprocessor(unknown);
    const dma = new Dma(bus, (line, high) => core.exceptions.setLine(IRQ.dma + line, high), remark);
    bus.sio = sio;
    bus.usb = this.usbCtrl;
    const blocks = {
      0x40000000: new Registers({ 0x00: CHIP_ID, 0x04: 1, 0x08: ASIC }), // SYSINFO
      0x40008000: new Registers(), // SYSCFG
      0x40010000: clocks(),
      0x40018000: powerSequencer(sio),
      0x40020000: resets(),
      0x40028000: new Registers(), // IO_BANK0
      0x40030000: withBits(0x18, DESELECTED), // IO_QSPI
      0x40038000: pads,
      0x40040000: new Registers(), // PADS_QSPI
      0x40048000: withBits(0x04, STABLE), // XOSC
      0x40050000: withBits(0x00, LOCKED), // PLL_SYS
      0x40058000: withBits(0x00, LOCKED), // PLL_USB
      0x40060000: new Registers(), // ACCESSCTRL
      0x40068000: new Registers(), // BUSCTRL
      0x40070000: new RPUART(this.faceFor((irq) => irq), "UART0", IRQ.uart0, {}),
      0x40078000: new RPUART(this.faceFor((irq) => irq), "UART1", IRQ.uart1, {}),
      0x40080000: new Registers(), // SPI0
      0x40088000: new Registers(), // SPI1
      0x40090000: new Registers(), // I2C0
      0x40098000: new Registers(), // I2C1
      0x400a0000: new RPADC(this.faceFor(() => IRQ.adc), "ADC"),
      0x400a8000: new Registers(), // PWM
      0x400b0000: new Timer(this.faceFor((irq) => irq), "TIMER0"),
      0x400b8000: new Timer(this.faceFor((irq) => irq + IRQ.timer1), "TIMER1"),
      0x400c0000: new Registers(), // HSTX_CTRL
      0x400c8000: new Registers({ 0x00: 0x83 }), // XIP_CTRL
      0x400d0000: new FlashBus(id),
      0x400d8000: new Watchdog(clock, kept, reboot),
      0x400e0000: bootLocks(), // above BOOTRAM
      0x400e8000: withBits(0x18, STABLE, { 0x20: { read: () => crypto.randomInt(2) } }), // ROSC
      0x400f0000: noise(),
      0x400f8000: new Registers(), // SHA256
      0x40100000: alwaysOn(clock),
      0x40108000: ticks(),
      0x40120000: new Registers(), // OTP
      0x40130000: new Registers(), // OTP_DATA: blank
      0x40134000: new Registers(),
      0x40138000: new Registers(),
      0x4013c000: new Registers(),
      0x40158000: new Registers(), // GLITCH_DETECTOR
      0x40160000: new Registers({ 0x00: 1 }), // TBMAN
      0x50000000: dma,
      0x50110000: this.usbCtrl,
      0x50200000: new Registers(), // PIO0
      0x50300000: new Registers(), // PIO1
      0x50400000: new Registers(), // PIO2
    };
    for (const [address, block] of Object.entries(blocks)) {
      bus.blocks.set(Number(address) >>> 14, block);
    }
  }
}

// rp2040js's timer, whose interrupt registers lie eight bytes higher on this chip.
class Timer extends RPTimer {
  readUint32(offset) {
    return offset >= 0x34 && offset < 0x3c ? 0 : super.readUint32(offset < 0x3c ? offset : offset - 8);
  }

  writeUint32(offset, value) {
    if (offset < 0x34 || offset >= 0x3c) {
      super.writeUint32(offset < 0x3c ? offset : offset - 8, value);
    }
  }
}

function withBits(offset, bits, more = {}) {
  const block = new Registers(more);
  block.special.set(offset, {
    read: () => (block.words.get(offset) ?? 0) | bits,
    write: (value) => block.words.set(offset, value),
  });
  return block;
}

// Locks that the boot ROM's functions are taken by: a read takes one and says whether it was free.
function bootLocks() {
  const block = new Registers();
  let free = 0xff;
  block.special.set(0x808, { read: () => free });
  for (let i = 0; i < 8; i++) {
    const take = () => {
      const was = free & (1 << i);
      free &= ~(1 << i);
      return was;
    };
    block.special.set(0x80c + 4 * i, { read: take, write: () => (free |= 1 << i) });
  }
  return block;
}

function resets() {
  const block = new Registers({ 0x00: ALL_RESETS });
  block.special.set(0x08, { read: () => ~block.words.get(0) & ALL_RESETS });
  return block;
}

// Each clock says which source it takes: the one that it was told.
function clocks() {
  const block = new Registers();
  for (let control = 0x00; control <= 0x6c; control += 12) {
    const sources = { 0x30: 3, 0x3c: 1 }[control] ?? 0;
    block.special.set(control + 8, { read: () => 1 << ((block.words.get(control) ?? 0) & sources) });
  }
  block.special.set(0xa4, { read: () => 1 << 4 }); // the counter of frequencies is done
  return block;
}

// A tick generator runs as soon as it is enabled.
function ticks() {
  const block = new Registers();
  for (let control = 0x00; control <= 0x3c; control += 12) {
    block.special.set(control, {
      read: () => ((block.words.get(control) ?? 0) & 1) * 3,
      write: (value) => block.words.set(control, value),
    });
  }
  return block;
}

function powerSequencer(sio) {
  const block = new Registers({ 0x0c: CORE_1 | (CORE_1 - 1) });
  block.special.set(0x04, {
    read: () => block.words.get(0x04) ?? 0,
    write: (value) => {
      const was = block.words.get(0x04) ?? 0;
      block.words.set(0x04, value);
      if ((was & ~value & CORE_1) !== 0) {
        sio.wakeOther();
      }
    },
  });
  return block;
}

// The noise source: always ready, and the host's.
function noise() {
  const word = () => crypto.randomBytes(4).readUInt32LE();
  const ready = { read: () => 1 };
  const block = new Registers({ 0x104: ready, 0x110: ready, 0x1b8: { read: () => 0 } });
  for (let offset = 0x114; offset < 0x12c; offset += 4) {
    block.special.set(offset, { read: word });
  }
  return block;
}

// POWMAN's timer counts milliseconds; what is written there needs a password above it.
function alwaysOn(clock) {
  const [set, upper, lower, control] = [0x60, 0x70, 0x74, 0x88];
  const PASSWORD = 0x5afe;
  const RUNS = 2;
  const block = new Registers({});
  let base = 0;
  let since = 0;
  const running = () => ((block.words.get(control) ?? 0) & RUNS) !== 0;
  const now = () => base + (running() ? Math.floor((clock.nanos - since) / 1e6) : 0);
  const write = block.writeUint32.bind(block);
  block.writeUint32 = (offset, value, raw = value) => {
    if (offset >= 0xb0 && offset < 0xe0) {
      write(offset, value); // scratch
    } else if (raw >>> 16 === PASSWORD || offset >= 0xe0) {
      if (offset === control) {
        [base, since] = [now(), clock.nanos];
      }
      write(offset, value & 0xffff);
      if (offset >= set && offset < upper) {
        const part = (i) => block.words.get(set + 4 * i) ?? 0;
        base = [0, 1, 2, 3].reduce((sum, i) => sum * 65536 + part(i), 0);
        since = clock.nanos;
      }
    }
  };
  block.special.set(upper, { read: () => Math.floor(now() / 2 ** 32) });
  block.special.set(lower, { read: () => now() });
  block.special.set(control, {
    read: () => (block.words.get(control) ?? 0) | (running() ? 1 << 16 : 0),
    write: (value) => block.words.set(control, value),
  });
  return block;
}

function pulls(pads, half) {
  let word = 0;
  for (let pin = 32 * half; pin < Math.min(48, 32 * half + 32); pin++) {
    word |= (pads.words.get(4 + 4 * pin) ?? 0) & PULLED_UP ? 1 << (pin & 31) : 0;
  }
  return word;
}
