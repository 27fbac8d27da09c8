// The RP2350's DMA, as far as memory to memory goes: a transfer that waits for no device is done when it is asked for.

import { BusError } from "../m33/core.mjs";
import { Registers } from "./registers.mjs";

const CHANNELS = 16;
const CHANNEL_SIZE = 0x40;
const ALWAYS = 0x3f; // TREQ: unpaced
// Where each of the four aliases of a channel has its registers; the last one of each starts it.
const ALIASES = [
  ["read", "write", "count", "control"],
  ["control", "read", "write", "count"],
  ["control", "count", "read", "write"],
  ["control", "write", "count", "read"],
];
const ENABLE = 1;
const BUSY = 1 << 26;
const COUNT = 0x0fffffff; // above it is a mode
const QUIET = 1 << 23;
const SWAPS = 1 << 24;
const FAILED = (1 << 31) | (1 << 30) | (1 << 29); // nothing answered where it read or wrote

export class Dma extends Registers {
  // `interrupt(line, high)` for the four lines.
  constructor(bus, interrupt, remark) {
    super({ 0x468: { read: () => CHANNELS } });
    Object.assign(this, { bus, interrupt, remark });
    this.raised = 0;
    this.channels = Array.from({ length: CHANNELS }, (_, i) => ({ read: 0, write: 0, count: 0, control: i << 13 }));
    this.channels.forEach((channel, number) => this.defineChannel(channel, number));
    for (let line = 0; line < 4; line++) {
      const acknowledge = { read: () => this.status(line), write: (_, raw) => this.acknowledge(raw) };
      this.special.set(0x40c + 16 * line, acknowledge);
      this.special.set(0x400 + 16 * line, { read: () => this.raised, write: (_, raw) => this.acknowledge(raw) });
      for (const offset of [0x404, 0x408]) {
        const at = offset + 16 * line;
        this.special.set(at, { write: (value) => (this.words.set(at, value), this.signal()) });
      }
    }
    this.special.set(0x450, { read: () => 0, write: (bits) => this.each(bits, (number) => this.start(number)) });
    this.special.set(0x464, { read: () => 0, write: () => {} }); // abort: nothing is ever under way
  }

  defineChannel(channel, number) {
    ALIASES.forEach((names, alias) =>
      names.forEach((name, i) => {
        const starts = i === 3;
        this.special.set(number * CHANNEL_SIZE + 16 * alias + 4 * i, {
          read: () => channel[name],
          write: (value) => {
            channel[name] = name === "control" ? (value & ~(BUSY | FAILED)) >>> 0 : value;
            if (starts && (value !== 0 || name === "control")) {
              this.start(number);
            }
          },
        });
      }),
    );
  }

  each(bits, act) {
    for (let number = 0; number < CHANNELS; number++) {
      if ((bits >>> number) & 1) {
        act(number);
      }
    }
  }

  status(line) {
    const [enabled, forced] = [0x404, 0x408].map((offset) => this.words.get(offset + 16 * line) ?? 0);
    return (this.raised & enabled) | forced;
  }

  acknowledge(bits) {
    this.raised &= ~bits;
    this.signal();
  }

  signal() {
    for (let line = 0; line < 4; line++) {
      this.interrupt(line, this.status(line) !== 0);
    }
  }

  start(number) {
    const channel = this.channels[number];
    const { control } = channel;
    if ((control & ENABLE) === 0) {
      return;
    }
    if (((control >>> 17) & ALWAYS) !== ALWAYS) {
      this.remark("a DMA transfer that waits for a device is not modelled");
      channel.control |= BUSY;
      return;
    }
    try {
      this.transfer(channel);
    } catch (error) {
      if (!(error instanceof BusError)) {
        throw error;
      }
      channel.control = (channel.control | FAILED) >>> 0;
      return;
    }
    if ((control & QUIET) === 0) {
      this.raised |= 1 << number;
      this.signal();
    }
    const next = (control >>> 13) & 15;
    if (next !== number) {
      this.start(next);
    }
  }

  transfer(channel) {
    const { control } = channel;
    const size = 1 << ((control >>> 2) & 3);
    const ring = (control >>> 8) & 15;
    const ringsWrite = (control & (1 << 12)) !== 0;
    const step = (address, plus, minus, rings) => {
      const moved = address + (plus ? size : 0) - (minus ? size : 0);
      const mask = ring > 0 && rings ? 2 ** ring - 1 : -1;
      return ((address & ~mask) | (moved & mask)) >>> 0;
    };
    for (let left = channel.count & COUNT; left > 0; left--) {
      const value = this.bus.read(channel.read, size);
      this.bus.write(channel.write, (control & SWAPS) !== 0 ? swapped(value, size) : value, size);
      channel.read = step(channel.read, control & (1 << 4), control & (1 << 5), !ringsWrite);
      channel.write = step(channel.write, control & (1 << 6), control & (1 << 7), ringsWrite);
    }
  }
}

function swapped(value, size) {
  let out = 0;
  for (let i = 0; i < size; i++) {
    out = (out << 8) | ((value >>> (8 * i)) & 0xff);
  }
  return out >>> 0;
}
